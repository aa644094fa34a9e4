package io.github.bellows.driver.ml;

import java.io.Serializable;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.param.StringArrayParam;

/** What an estimator has besides columns of features and predictions. */
record TrainingParams(
    Param<String> network,
    Param<String> optimizer,
    IntParam epochs,
    IntParam batch,
    IntParam lanes,
    LongParam seed,
    Param<String> label,
    Param<String> weight,
    Param<String> validationIndicator,
    StringArrayParam conf,
    Param<String> runDirectory)
    implements Serializable {
  /** Returns parameters of a stage whose {@code uid} is known. */
  static TrainingParams of(Params stage) {
    String uid = stage.uid();
    return new TrainingParams(
        new Param<>(uid, "network", "the network: YAML as beneath model: in a configuration"),
        new Param<>(uid, "optimizer", "the optimizer: YAML as beneath optimizer:"),
        new IntParam(uid, "epochs", "passes over the training rows"),
        new IntParam(uid, "batch", "rows in one lane of one step"),
        new IntParam(uid, "lanes", "a step takes lanes times batch rows"),
        new LongParam(uid, "seed", "of first weights, order of rows and dropout"),
        new Param<>(uid, "labelCol", "column to predict"),
        new Param<>(uid, "weightCol", "column of the rows' weights; empty if all weigh the same"),
        new Param<>(
            uid,
            "validationIndicatorCol",
            "column that is true for rows to validate on; empty to train on all"),
        new StringArrayParam(stage, "conf", "any other key of a configuration, as key=value"),
        new Param<>(
            uid, "runDirectory", "where each fit leaves a run directory; empty to leave none"));
  }
}
