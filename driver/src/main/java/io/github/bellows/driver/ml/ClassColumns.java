package io.github.bellows.driver.ml;

import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/**
 * The columns that a classifier and its model have besides those of {@link NetworkColumns}.
 *
 * @param <S> the classifier or model itself
 */
public interface ClassColumns<S extends ClassColumns<S>> extends Params {
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

  /** Sets the column of the classes' scores; empty for none. */
  default S setRawPredictionCol(String column) {
    return with(rawPredictionCol(), column);
  }

  /** Sets the column of the classes' probabilities; empty for none. */
  default S setProbabilityCol(String column) {
    return with(probabilityCol(), column);
  }

  /** Sets a parameter and returns this, in its own type. */
  @SuppressWarnings("unchecked") // whoever implements this names itself
  private <T> S with(Param<T> param, T value) {
    var unused = set(param, value);
    return (S) this;
  }
}
