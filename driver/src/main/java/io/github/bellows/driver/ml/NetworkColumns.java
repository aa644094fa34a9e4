package io.github.bellows.driver.ml;

import java.util.List;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.param.StringArrayParam;

/** The columns that all estimators and models of this package have. */
public interface NetworkColumns extends Params {
  /** Returns the parameter: column of vectors or arrays to learn from. */
  Param<String> featuresCol();

  /** Returns the parameter: columns of numbers to learn from, in place of {@code featuresCol}. */
  StringArrayParam featuresCols();

  /** Returns the parameter: column of the predictions; empty for none. */
  Param<String> predictionCol();

  /** Returns the column of vectors or arrays to learn from; {@code features} by default. */
  default String getFeaturesCol() {
    return getOrDefault(featuresCol());
  }

  /** Returns the columns of numbers to learn from; none by default. */
  default String[] getFeaturesCols() {
    return getOrDefault(featuresCols()).clone();
  }

  /** Returns the column of the predictions; {@code prediction} by default. */
  default String getPredictionCol() {
    return getOrDefault(predictionCol());
  }

  /** Returns the columns that features come from: {@code featuresCols}, or the one column. */
  default List<String> featureColumns() {
    String[] several = getOrDefault(featuresCols());
    return several.length > 0 ? List.of(several) : List.of(getFeaturesCol());
  }
}
