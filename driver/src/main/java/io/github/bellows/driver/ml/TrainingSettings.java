package io.github.bellows.driver.ml;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.param.StringArrayParam;

/**
 * What an estimator learns by, besides columns of features and predictions.
 *
 * @param <S> the estimator itself
 */
public interface TrainingSettings<S extends TrainingSettings<S>> extends Params {
  /** Returns the parameter: the network as YAML. */
  Param<String> network();

  /** Returns the parameter: the optimizer as YAML. */
  Param<String> optimizer();

  /** Returns the parameter: passes over the training rows. */
  IntParam epochs();

  /** Returns the parameter: rows in one lane of one step. */
  IntParam batch();

  /** Returns the parameter: lanes of a step. */
  IntParam lanes();

  /** Returns the parameter: seed of first weights, order of rows and dropout. */
  LongParam seed();

  /** Returns the parameter: column to predict. */
  Param<String> labelCol();

  /** Returns the parameter: column of the rows' weights. */
  Param<String> weightCol();

  /** Returns the parameter: column that is true for rows to validate on. */
  Param<String> validationIndicatorCol();

  /** Returns the parameter: other keys of a configuration. */
  StringArrayParam conf();

  /** Returns the parameter: where run directories are left. */
  Param<String> runDirectory();

  /** Returns the network as YAML; it has no default. */
  default String getNetwork() {
    return getOrDefault(network());
  }

  /**
   * Sets the network: the YAML that stands beneath {@code model:} in a configuration, such as
   * {@code layers: [dense: {units: 16, activation: relu}, dense: {units: 3}]}.
   */
  default S setNetwork(String yaml) {
    return with(network(), yaml);
  }

  /** Returns the optimizer as YAML; only if it was set. */
  default String getOptimizer() {
    return getOrDefault(optimizer());
  }

  /** Sets the optimizer, such as {@code adam: {learningRate: 0.01}}. */
  default S setOptimizer(String yaml) {
    return with(optimizer(), yaml);
  }

  /** Returns the passes over the training rows; only if they were set. */
  default int getEpochs() {
    return (Integer) getOrDefault(epochs());
  }

  /** Sets the passes over the training rows, at least 1. */
  default S setEpochs(int epochs) {
    return with(epochs(), epochs);
  }

  /** Returns the rows in one lane of one step; only if they were set. */
  default int getBatch() {
    return (Integer) getOrDefault(batch());
  }

  /** Sets the rows in one lane of one step, at least 1. */
  default S setBatch(int rows) {
    return with(batch(), rows);
  }

  /** Returns the lanes of a step; only if they were set. */
  default int getLanes() {
    return (Integer) getOrDefault(lanes());
  }

  /** Sets the lanes of a step, at least 1; no more workers than lanes compute. */
  default S setLanes(int lanes) {
    return with(lanes(), lanes);
  }

  /** Returns the seed; only if it was set. */
  default long getSeed() {
    return (Long) getOrDefault(seed());
  }

  /** Sets the seed of first weights, order of rows and dropout. */
  default S setSeed(long seed) {
    return with(seed(), seed);
  }

  /** Returns the column to predict; {@code label} by default. */
  default String getLabelCol() {
    return getOrDefault(labelCol());
  }

  /** Sets the column to predict. */
  default S setLabelCol(String column) {
    return with(labelCol(), column);
  }

  /** Returns the column of the rows' weights; empty by default. */
  default String getWeightCol() {
    return getOrDefault(weightCol());
  }

  /** Sets the column of the rows' weights, at least 0; rows of weight 0 are left out. */
  default S setWeightCol(String column) {
    return with(weightCol(), column);
  }

  /** Returns the column that is true for rows to validate on; empty by default. */
  default String getValidationIndicatorCol() {
    return getOrDefault(validationIndicatorCol());
  }

  /** Sets the column that is true for rows to validate on; null counts as false. */
  default S setValidationIndicatorCol(String column) {
    return with(validationIndicatorCol(), column);
  }

  /** Returns the other keys of a configuration as {@code key=value}; none by default. */
  default String[] getConf() {
    return getOrDefault(conf()).clone();
  }

  /**
   * Sets any key of a configuration, such as {@code training.clip.norm}, to a value in YAML. It
   * overrides what other setters say.
   */
  default S setConf(String key, String value) {
    List<String> all = new ArrayList<>(Arrays.asList(getConf()));
    all.removeIf(entry -> entry.startsWith(key + "="));
    all.add(key + "=" + value);
    return with(conf(), all.toArray(String[]::new));
  }

  /** Returns where each fit leaves a run directory; empty by default. */
  default String getRunDirectory() {
    return getOrDefault(runDirectory());
  }

  /**
   * Sets a directory, on any file system, in which each fit leaves a run directory of its own with
   * metrics, report and model. Empty for none.
   */
  default S setRunDirectory(String directory) {
    return with(runDirectory(), directory);
  }

  /** Sets a parameter and returns this, in its own type. */
  @SuppressWarnings("unchecked") // whoever implements this names itself
  private <T> S with(Param<T> param, T value) {
    var unused = set(param, value);
    return (S) this;
  }
}
