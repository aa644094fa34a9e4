package io.github.bellows.driver.ml;

import java.io.Serializable;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.param.StringArrayParam;

/** The parameters behind {@link NetworkColumns} and {@link ClassColumns}, of one stage. */
record ColumnParams(
    Param<String> features,
    StringArrayParam several,
    Param<String> prediction,
    Param<String> raw,
    Param<String> probability)
    implements Serializable {
  /** Returns parameters of a stage whose {@code uid} is known. */
  static ColumnParams of(Params stage) {
    String uid = stage.uid();
    return new ColumnParams(
        new Param<>(uid, "featuresCol", "column of vectors or arrays to learn from"),
        new StringArrayParam(
            stage, "featuresCols", "columns of numbers to learn from, in place of featuresCol"),
        new Param<>(uid, "predictionCol", "column of the predictions; empty for none"),
        new Param<>(uid, "rawPredictionCol", "column of the classes' scores; empty for none"),
        new Param<>(uid, "probabilityCol", "column of the classes' probabilities; empty for none"));
  }
}
