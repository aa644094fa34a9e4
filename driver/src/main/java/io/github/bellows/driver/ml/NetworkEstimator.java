package io.github.bellows.driver.ml;

import io.github.bellows.common.config.LabelConfig;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.StringArrayParam;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.StructType;

/**
 * Trains a network on the rows of a {@code Dataset}, in its session, which stays the user's. Rows
 * are prepared on the executors and never collected. Parameters that are not set have the defaults
 * of a configuration file. Not thread-safe.
 *
 * @param <E> the estimator itself
 * @param <M> the model that it makes
 */
public abstract class NetworkEstimator<E extends NetworkEstimator<E, M>, M extends NetworkModel<M>>
    extends Estimator<M> implements NetworkColumns<E>, TrainingSettings<E>, DefaultParamsWritable {
  private static final long serialVersionUID = 1L;

  private final String uid;
  private final ColumnParams columns;
  private final TrainingParams training;

  NetworkEstimator(String uid) {
    this.uid = uid;
    columns = ColumnParams.of(this);
    training = TrainingParams.of(this);
    var unused =
        setDefault(columns.features(), "features")
            .setDefault(columns.several(), new String[0])
            .setDefault(columns.prediction(), "prediction")
            .setDefault(training.label(), "label")
            .setDefault(training.weight(), "")
            .setDefault(training.validationIndicator(), "")
            .setDefault(training.conf(), new String[0])
            .setDefault(training.runDirectory(), "");
  }

  /** Returns an empty model of the kind this makes. */
  abstract M newModel();

  /** Returns what the label is. */
  abstract LabelConfig.Kind labelKind();

  /** Returns a schema with the columns that a model adds. */
  abstract StructType withOutputs(StructType schema);

  ColumnParams columnParams() {
    return columns;
  }

  /**
   * Returns the network trained on some rows.
   *
   * @throws io.github.bellows.common.error.TrainingException if a parameter, a column or a row
   *     breaks a rule, or training fails; the session goes on
   */
  @Override
  public M fit(Dataset<?> dataset) {
    var unused = transformSchema(dataset.schema());
    NetworkTraining fit = new NetworkTraining(this, dataset.sparkSession());
    M model = newModel().setEngine(fit.engine());
    model.attach(fit.train(dataset));
    return copyValues(model.setParent(this), ParamMap.empty());
  }

  /**
   * Returns the schema of rows that a model has predicted.
   *
   * @throws io.github.bellows.common.error.TrainingException if a column is missing, and which is
   *     the nearest, or of a type that does not fit
   */
  @Override
  public StructType transformSchema(StructType schema) {
    ColumnCheck check = new ColumnCheck(schema);
    check.features(this);
    check.number("labelCol", getLabelCol());
    if (!getWeightCol().isEmpty()) {
      check.number("weightCol", getWeightCol());
    }
    if (!getValidationIndicatorCol().isEmpty()) {
      check.flag("validationIndicatorCol", getValidationIndicatorCol());
    }
    return withOutputs(schema);
  }

  @Override
  public E copy(ParamMap extra) {
    return defaultCopy(extra);
  }

  @Override
  public String uid() {
    return uid;
  }

  @Override
  public Param<String> featuresCol() {
    return columns.features();
  }

  @Override
  public StringArrayParam featuresCols() {
    return columns.several();
  }

  @Override
  public Param<String> predictionCol() {
    return columns.prediction();
  }

  @Override
  public Param<String> network() {
    return training.network();
  }

  @Override
  public Param<String> optimizer() {
    return training.optimizer();
  }

  @Override
  public IntParam epochs() {
    return training.epochs();
  }

  @Override
  public IntParam batch() {
    return training.batch();
  }

  @Override
  public IntParam lanes() {
    return training.lanes();
  }

  @Override
  public LongParam seed() {
    return training.seed();
  }

  @Override
  public Param<String> labelCol() {
    return training.label();
  }

  @Override
  public Param<String> weightCol() {
    return training.weight();
  }

  @Override
  public Param<String> validationIndicatorCol() {
    return training.validationIndicator();
  }

  @Override
  public StringArrayParam conf() {
    return training.conf();
  }

  @Override
  public Param<String> runDirectory() {
    return training.runDirectory();
  }
}
