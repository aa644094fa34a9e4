package io.github.bellows.driver.ml;

import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** A network that predicts a number, as {@link BellowsRegressor} trains it. */
public final class BellowsRegressionModel extends NetworkModel<BellowsRegressionModel> {
  private static final long serialVersionUID = 1L;

  /** Creates a model without a network, for Spark's reader; use {@link #load}. */
  public BellowsRegressionModel(String uid) {
    super(uid);
  }

  @Override
  BellowsRegressionModel newModel() {
    return new BellowsRegressionModel(uid());
  }

  @Override
  StructType withOutputs(StructType schema) {
    return new ColumnCheck(schema).with("predictionCol", getPredictionCol(), DataTypes.DoubleType);
  }

  @Override
  RowOutput output() {
    boolean wanted = !getPredictionCol().isEmpty();
    return (outputs, values) -> {
      if (wanted) {
        values.add((double) outputs[0]);
      }
    };
  }

  /** Returns a reader of saved models. */
  public static MLReader<BellowsRegressionModel> read() {
    return new NetworkModelReader<>(BellowsRegressionModel.class);
  }

  /** Returns the model that was saved at a path, on any file system. */
  public static BellowsRegressionModel load(String path) {
    return read().load(path);
  }
}
