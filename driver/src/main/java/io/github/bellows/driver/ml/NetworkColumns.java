package io.github.bellows.driver.ml;

import java.util.List;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.param.StringArrayParam;

/**
 * The columns that all estimators and models of this package have.
 *
 * @param <S> the estimator or model itself
 */
public interface NetworkColumns<S extends NetworkColumns<S>> extends Params {
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

  /** Sets the column of vectors or arrays; a model's are laid out as the training rows' were. */
  default S setFeaturesCol(String column) {
    return with(featuresCol(), column);
  }

  /**
   * Sets columns that each hold a number, in place of one column of vectors; for a model those of
   * other names, in the order of the training rows'.
   */
  default S setFeaturesCols(String... names) {
    return with(featuresCols(), names.clone());
  }

  /** Sets the column of the predictions; empty for none. */
  default S setPredictionCol(String column) {
    return with(predictionCol(), column);
  }

  /** Sets a parameter and returns this, in its own type. */
  @SuppressWarnings("unchecked") // whoever implements this names itself
  private <T> S with(Param<T> param, T value) {
    var unused = set(param, value);
    return (S) this;
  }
}
