package io.github.bellows.driver.ml;

import io.github.bellows.common.config.LabelConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
    extends Estimator<M> implements NetworkColumns, DefaultParamsWritable {
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

  /** Returns this, in its own type. */
  abstract E self();

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

  private <T> E with(Param<T> param, T value) {
    var unused = set(param, value);
    return self();
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

  /** Returns the parameter: the network as YAML. */
  public Param<String> network() {
    return training.network();
  }

  /** Returns the parameter: the optimizer as YAML. */
  public Param<String> optimizer() {
    return training.optimizer();
  }

  /** Returns the parameter: passes over the training rows. */
  public IntParam epochs() {
    return training.epochs();
  }

  /** Returns the parameter: rows in one lane of one step. */
  public IntParam batch() {
    return training.batch();
  }

  /** Returns the parameter: lanes of a step. */
  public IntParam lanes() {
    return training.lanes();
  }

  /** Returns the parameter: seed of first weights, order of rows and dropout. */
  public LongParam seed() {
    return training.seed();
  }

  /** Returns the parameter: column to predict. */
  public Param<String> labelCol() {
    return training.label();
  }

  /** Returns the parameter: column of the rows' weights. */
  public Param<String> weightCol() {
    return training.weight();
  }

  /** Returns the parameter: column that is true for rows to validate on. */
  public Param<String> validationIndicatorCol() {
    return training.validationIndicator();
  }

  /** Returns the parameter: other keys of a configuration. */
  public StringArrayParam conf() {
    return training.conf();
  }

  /** Returns the parameter: where run directories are left. */
  public Param<String> runDirectory() {
    return training.runDirectory();
  }

  /** Sets the column of vectors or arrays to learn from. */
  public E setFeaturesCol(String column) {
    return with(featuresCol(), column);
  }

  /** Sets columns to learn from that each hold a number, in place of one column of vectors. */
  public E setFeaturesCols(String... names) {
    return with(featuresCols(), names.clone());
  }

  /** Sets the column of the predictions; empty for none. */
  public E setPredictionCol(String column) {
    return with(predictionCol(), column);
  }

  /** Returns the network as YAML; it has no default. */
  public String getNetwork() {
    return getOrDefault(network());
  }

  /**
   * Sets the network: the YAML that stands beneath {@code model:} in a configuration, such as
   * {@code layers: [dense: {units: 16, activation: relu}, dense: {units: 3}]}.
   */
  public E setNetwork(String yaml) {
    return with(network(), yaml);
  }

  /** Returns the optimizer as YAML; only if it was set. */
  public String getOptimizer() {
    return getOrDefault(optimizer());
  }

  /** Sets the optimizer, such as {@code adam: {learningRate: 0.01}}. */
  public E setOptimizer(String yaml) {
    return with(optimizer(), yaml);
  }

  /** Returns the passes over the training rows; only if they were set. */
  public int getEpochs() {
    return (Integer) getOrDefault(epochs());
  }

  /** Sets the passes over the training rows, at least 1. */
  public E setEpochs(int epochs) {
    return with(epochs(), epochs);
  }

  /** Returns the rows in one lane of one step; only if they were set. */
  public int getBatch() {
    return (Integer) getOrDefault(batch());
  }

  /** Sets the rows in one lane of one step, at least 1. */
  public E setBatch(int rows) {
    return with(batch(), rows);
  }

  /** Returns the lanes of a step; only if they were set. */
  public int getLanes() {
    return (Integer) getOrDefault(lanes());
  }

  /** Sets the lanes of a step, at least 1; no more workers than lanes compute. */
  public E setLanes(int lanes) {
    return with(lanes(), lanes);
  }

  /** Returns the seed; only if it was set. */
  public long getSeed() {
    return (Long) getOrDefault(seed());
  }

  /** Sets the seed of first weights, order of rows and dropout. */
  public E setSeed(long seed) {
    return with(seed(), seed);
  }

  /** Returns the column to predict; {@code label} by default. */
  public String getLabelCol() {
    return getOrDefault(labelCol());
  }

  /** Sets the column to predict. */
  public E setLabelCol(String column) {
    return with(labelCol(), column);
  }

  /** Returns the column of the rows' weights; empty by default. */
  public String getWeightCol() {
    return getOrDefault(weightCol());
  }

  /** Sets the column of the rows' weights, at least 0; rows of weight 0 are left out. */
  public E setWeightCol(String column) {
    return with(weightCol(), column);
  }

  /** Returns the column that is true for rows to validate on; empty by default. */
  public String getValidationIndicatorCol() {
    return getOrDefault(validationIndicatorCol());
  }

  /** Sets the column that is true for rows to validate on; null counts as false. */
  public E setValidationIndicatorCol(String column) {
    return with(validationIndicatorCol(), column);
  }

  /** Returns the other keys of a configuration as {@code key=value}; none by default. */
  public String[] getConf() {
    return getOrDefault(conf()).clone();
  }

  /**
   * Sets any key of a configuration, such as {@code training.clip.norm}, to a value in YAML. It
   * overrides what other setters say.
   */
  public E setConf(String key, String value) {
    List<String> all = new ArrayList<>(Arrays.asList(getConf()));
    all.removeIf(entry -> entry.startsWith(key + "="));
    all.add(key + "=" + value);
    return with(conf(), all.toArray(String[]::new));
  }

  /** Returns where each fit leaves a run directory; empty by default. */
  public String getRunDirectory() {
    return getOrDefault(runDirectory());
  }

  /**
   * Sets a directory, on any file system, in which each fit leaves a run directory of its own with
   * metrics, report and model. Empty for none.
   */
  public E setRunDirectory(String directory) {
    return with(runDirectory(), directory);
  }
}
