package io.github.bellows.driver.ml;

import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.types.StructType;

/** A network that tells classes apart, as {@link BellowsClassifier} trains it. */
public final class BellowsClassificationModel extends NetworkModel<BellowsClassificationModel>
    implements ClassColumns<BellowsClassificationModel> {
  private static final long serialVersionUID = 1L;

  /** Creates a model without a network, for Spark's reader; use {@link #load}. */
  public BellowsClassificationModel(String uid) {
    super(uid);
    var unused =
        setDefault(rawPredictionCol(), "rawPrediction").setDefault(probabilityCol(), "probability");
  }

  @Override
  void attach(TrainedNetwork network) {
    super.attach(network);
    ClassLabels unused = ClassLabels.of(network.saved());
  }

  /** Returns the number of classes, which is the length of the vectors of scores. */
  public int numClasses() {
    return classes().length;
  }

  /** Returns the label of each element of the vectors of scores. */
  public double[] classes() {
    return ClassLabels.of(trained().saved()).labels();
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
  StructType withOutputs(StructType schema) {
    return ClassOutput.withColumns(schema, this, getPredictionCol());
  }

  @Override
  RowOutput output() {
    return new ClassOutput(
        ClassLabels.of(trained().saved()),
        !getRawPredictionCol().isEmpty(),
        !getProbabilityCol().isEmpty(),
        !getPredictionCol().isEmpty());
  }

  /** Returns a reader of saved models. */
  public static MLReader<BellowsClassificationModel> read() {
    return new NetworkModelReader<>(BellowsClassificationModel.class);
  }

  /** Returns the model that was saved at a path, on any file system. */
  public static BellowsClassificationModel load(String path) {
    return read().load(path);
  }
}
