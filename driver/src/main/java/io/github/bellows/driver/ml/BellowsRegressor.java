package io.github.bellows.driver.ml;

import io.github.bellows.common.config.LabelConfig;
import org.apache.spark.ml.util.DefaultParamsReadable;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Trains a network of one output that predicts a number. */
public final class BellowsRegressor
    extends NetworkEstimator<BellowsRegressor, BellowsRegressionModel> {
  private static final long serialVersionUID = 1L;

  /** Creates a regressor with a name of its own. */
  public BellowsRegressor() {
    this(Identifiable.randomUID("bellowsRegressor"));
  }

  /** Creates a regressor of a name. */
  public BellowsRegressor(String uid) {
    super(uid);
  }

  @Override
  BellowsRegressionModel newModel() {
    return new BellowsRegressionModel(uid());
  }

  @Override
  LabelConfig.Kind labelKind() {
    return LabelConfig.Kind.NUMBER;
  }

  @Override
  StructType withOutputs(StructType schema) {
    return new ColumnCheck(schema).with("predictionCol", getPredictionCol(), DataTypes.DoubleType);
  }

  /** Returns a reader of saved regressors. */
  public static MLReader<BellowsRegressor> read() {
    return new DefaultParamsReadable<BellowsRegressor>() {}.read();
  }

  /** Returns the regressor that was saved at a path, on any file system. */
  public static BellowsRegressor load(String path) {
    return read().load(path);
  }
}
