package io.github.bellows.driver.ml;

import io.github.bellows.common.config.LabelConfig;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.util.DefaultParamsReadable;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.types.StructType;

/**
 * Trains a network that tells classes apart. Labels are numbers: 0 to k − 1, as Spark's {@code
 * StringIndexer} makes them, or any others. The network has an output per class, or one alone for
 * two classes with the loss {@code binaryCrossEntropy}.
 */
public final class BellowsClassifier
    extends NetworkEstimator<BellowsClassifier, BellowsClassificationModel>
    implements ClassColumns<BellowsClassifier> {
  private static final long serialVersionUID = 1L;

  /** Creates a classifier with a name of its own. */
  public BellowsClassifier() {
    this(Identifiable.randomUID("bellowsClassifier"));
  }

  /** Creates a classifier of a name. */
  public BellowsClassifier(String uid) {
    super(uid);
    var unused =
        setDefault(rawPredictionCol(), "rawPrediction").setDefault(probabilityCol(), "probability");
  }

  @Override
  public Param<String> rawPredictionCol() {
    return columnParams().raw();
  }

  @Override
  public Param<String> probabilityCol() {
    return columnParams().probability();
  }

  @Override
  BellowsClassificationModel newModel() {
    return new BellowsClassificationModel(uid());
  }

  @Override
  LabelConfig.Kind labelKind() {
    return LabelConfig.Kind.CLASS;
  }

  @Override
  StructType withOutputs(StructType schema) {
    return ClassOutput.withColumns(schema, this, getPredictionCol());
  }

  /** Returns a reader of saved classifiers. */
  public static MLReader<BellowsClassifier> read() {
    return new DefaultParamsReadable<BellowsClassifier>() {}.read();
  }

  /** Returns the classifier that was saved at a path, on any file system. */
  public static BellowsClassifier load(String path) {
    return read().load(path);
  }
}
