package io.github.bellows.worker.engine.dl4j;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.FirstCause;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.model.Dl4jModule;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/** A network of theirs of either kind, with parameters of its own and no listeners. */
sealed interface TheirModel {
  /** Returns the network itself. */
  Model network();

  /** Returns the parameters, in place. */
  default INDArray parameters() {
    return network().params();
  }

  /** Returns the gradient, in place. */
  default INDArray gradient() {
    return network().getGradientsViewArray();
  }

  /**
   * Computes the gradient of a batch in training mode, sums over its samples.
   *
   * @return the mean of the samples' losses, without regularization
   */
  default double differentiate(List<INDArray> features, List<INDArray> labels) {
    double regularization = pass(features, labels);
    double mean = network().score() - regularization;
    network().clear();
    return mean;
  }

  /** Passes a batch forward and backward, and returns the part of the score that is no loss. */
  double pass(List<INDArray> features, List<INDArray> labels);

  /** Returns the outputs in evaluation mode. */
  List<INDArray> outputs(List<INDArray> features);

  /** Returns each sample's loss in evaluation mode, that of all outputs, without regularization. */
  INDArray losses(List<INDArray> features, List<INDArray> labels);

  /**
   * Opens a network, its parameters zeros.
   *
   * @throws TrainingException ({@link ErrorCode#CONFIGURATION}) if its configuration cannot be read
   *     here
   */
  static TheirModel open(Dl4jModule module) {
    String json = new String(module.file().bytes(), StandardCharsets.UTF_8);
    int length = module.parts().stream().mapToInt(TheirModel::length).sum();
    try {
      return module.graph()
          ? graph(ComputationGraphConfiguration.fromJson(json), length)
          : layers(MultiLayerConfiguration.fromJson(json), length);
    } catch (RuntimeException e) {
      throw new TrainingException(
          ErrorCode.CONFIGURATION,
          "the network of Deeplearning4j: cannot be opened in the JVM that computes ("
              + FirstCause.line(e)
              + "). Give the executors the classes of your layers, as with --jars.",
          e);
    }
  }

  private static int length(Dl4jModule.Part part) {
    return Math.toIntExact(part.spec().shape().elements());
  }

  private static TheirModel layers(MultiLayerConfiguration configuration, int length) {
    configuration.setDataType(DataType.FLOAT);
    MultiLayerNetwork network = new MultiLayerNetwork(configuration);
    // With parameters given, nothing is drawn.
    network.init(Nd4j.create(DataType.FLOAT, 1, length), false);
    network.initGradientsView();
    return new Layers(network);
  }

  private static TheirModel graph(ComputationGraphConfiguration configuration, int length) {
    configuration.setDataType(DataType.FLOAT);
    configuration.getVertices().values().forEach(vertex -> vertex.setDataType(DataType.FLOAT));
    ComputationGraph network = new ComputationGraph(configuration);
    network.init(Nd4j.create(DataType.FLOAT, 1, length), false);
    network.initGradientsView();
    return new Graph(network);
  }

  /** Layers on top of each other. */
  record Layers(MultiLayerNetwork network) implements TheirModel {
    @Override
    public double pass(List<INDArray> features, List<INDArray> labels) {
      network.setInput(features.get(0));
      network.setLabels(labels.get(0));
      network.computeGradientAndScore();
      return network.calcRegularizationScore(true);
    }

    @Override
    public List<INDArray> outputs(List<INDArray> features) {
      return List.of(network.output(features.get(0), false));
    }

    @Override
    public INDArray losses(List<INDArray> features, List<INDArray> labels) {
      return network.scoreExamples(new DataSet(features.get(0), labels.get(0)), false);
    }
  }

  /** A graph. */
  record Graph(ComputationGraph network) implements TheirModel {
    @Override
    public double pass(List<INDArray> features, List<INDArray> labels) {
      network.setInputs(array(features));
      network.setLabels(array(labels));
      network.computeGradientAndScore();
      return network.calcRegularizationScore(true);
    }

    @Override
    public List<INDArray> outputs(List<INDArray> features) {
      return List.of(network.output(false, array(features)));
    }

    @Override
    public INDArray losses(List<INDArray> features, List<INDArray> labels) {
      return network.scoreExamples(new MultiDataSet(array(features), array(labels)), false);
    }

    private static INDArray[] array(List<INDArray> arrays) {
      return arrays.toArray(INDArray[]::new);
    }
  }
}
