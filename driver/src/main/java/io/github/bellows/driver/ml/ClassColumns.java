package io.github.bellows.driver.ml;

import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/** The columns that a classifier and its model have besides those of {@link NetworkColumns}. */
public interface ClassColumns extends Params {
  /** Returns the parameter: column of the scores of all classes; empty for none. */
  Param<String> rawPredictionCol();

  /** Returns the parameter: column of the probabilities of all classes; empty for none. */
  Param<String> probabilityCol();

  /** Returns the column of the scores of all classes; {@code rawPrediction} by default. */
  default String getRawPredictionCol() {
    return getOrDefault(rawPredictionCol());
  }

  /** Returns the column of the probabilities of all classes; {@code probability} by default. */
  default String getProbabilityCol() {
    return getOrDefault(probabilityCol());
  }
}
