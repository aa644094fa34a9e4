package io.github.bellows.worker.engine.dl4j;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.model.Network;
import io.github.bellows.common.model.ParameterLayout;
import io.github.bellows.worker.engine.FlatMemory;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * A network as a graph of theirs, with the ways to copy parameters in and gradients out. For one
 * thread.
 */
final class Dl4jGraph {
  private final Dl4jPass pass;
  private final ComputationGraph graph;
  private final List<String> outputs;
  private final INDArray parameters;
  private final INDArray gradient;
  private final List<Pair> parameterViews = new ArrayList<>();
  private final List<Pair> gradientViews = new ArrayList<>();

  /** The same elements in our flat vector and in theirs. */
  private record Pair(INDArray ours, INDArray theirs, boolean added) {}

  /**
   * Translates a network.
   *
   * @throws TrainingException ({@link ErrorCode#CONFIGURATION}) if it has layers that
   *     Deeplearning4j cannot express; names them all
   */
  Dl4jGraph(Network network, Dl4jPass pass) {
    this.pass = pass;
    List<Dl4jLayer> layers = translate(network);
    Dl4jPlan plan = new Dl4jPlan(pass);
    List<String> values = new ArrayList<>();
    for (int i = 0; i < network.spec().inputs().size(); i++) {
      values.add(plan.input(i));
    }
    for (int i = 0; i < layers.size(); i++) {
      Network.Node node = network.nodes().get(i);
      plan.begin(node.layer().name());
      values.add(layers.get(i).addTo(plan, node.sources().stream().map(values::get).toList()));
    }
    network.outputs().forEach(output -> plan.output(values.get(output.value())));
    outputs = plan.outputs();
    graph = open(plan.configuration());
    ParameterLayout layout = network.layout();
    parameters = Nd4j.create(DataType.FLOAT, layout.length());
    gradient = Nd4j.create(DataType.FLOAT, layout.learned());
    for (Dl4jTensor tensor : plan.tensors()) {
      Layer layer = graph.getVertex(tensor.vertex()).getLayer();
      parameterViews.add(pair(tensor, parameters, layer.paramTable()));
      if (tensor.entry().offset() < layout.learned()) {
        gradientViews.add(pair(tensor, gradient, gradientTable(layer)));
      }
    }
  }

  /**
   * Returns the translations of a network's layers, in order.
   *
   * @throws TrainingException ({@link ErrorCode#CONFIGURATION}) if Deeplearning4j cannot express
   *     some of them; names them all
   */
  static List<Dl4jLayer> translate(Network network) {
    List<Dl4jLayer> layers = new ArrayList<>();
    List<String> refused = new ArrayList<>();
    int statistic = 0;
    for (int i = 0; i < network.nodes().size(); i++) {
      Network.Node node = network.nodes().get(i);
      Dl4jLayer layer = Dl4jLayers.translate(new Dl4jLayer.Place(i, node, statistic));
      layer.refusal().ifPresent(reason -> refused.add(node.where() + ": " + reason));
      layers.add(layer);
      statistic += node.statistics().size();
    }
    if (!refused.isEmpty()) {
      throw TrainingException.of(
          ErrorCode.CONFIGURATION,
          "cluster.engine = dl4j",
          "cannot express " + String.join("; ", refused),
          "Use cluster.engine torch, or other layers");
    }
    return layers;
  }

  private static ComputationGraph open(ComputationGraphConfiguration configuration) {
    ComputationGraph graph = new ComputationGraph(configuration);
    long length =
        configuration.getVertices().values().stream()
            .peek(vertex -> vertex.setDataType(DataType.FLOAT))
            .mapToLong(vertex -> vertex.numParams(true))
            .sum();
    // With parameters given, nothing is drawn from the generator that the process shares.
    graph.init(Nd4j.create(DataType.FLOAT, 1, length), false);
    graph.initGradientsView();
    for (Layer layer : graph.getLayers()) {
      layer.allowInputModification(false);
    }
    return graph;
  }

  private static Map<String, INDArray> gradientTable(Layer layer) {
    return layer
        .conf()
        .getLayer()
        .initializer()
        .getGradientsFromFlattened(layer.conf(), layer.getGradientsViewArray());
  }

  private static Pair pair(Dl4jTensor tensor, INDArray flat, Map<String, INDArray> table) {
    ParameterLayout.Entry entry = tensor.entry();
    INDArray own =
        flat.get(NDArrayIndex.interval(entry.offset(), entry.end()))
            .reshape('c', entry.spec().shape().toLongs());
    INDArray ours = tensor.ours().apply(own);
    INDArray theirs = tensor.theirs().apply(table.get(tensor.key()));
    if (!java.util.Arrays.equals(ours.shape(), theirs.shape())) {
      throw new IllegalStateException(
          entry.name()
              + ": "
              + java.util.Arrays.toString(ours.shape())
              + " is not their "
              + java.util.Arrays.toString(theirs.shape()));
    }
    return new Pair(ours, theirs, tensor.added());
  }

  /** Copies parameters and statistics into the graph. */
  void load(FlatMemory source) {
    floats(parameters).put(source.view());
    for (Pair pair : parameterViews) {
      if (pair.added()) {
        pair.theirs().addi(pair.ours());
      } else {
        pair.theirs().assign(pair.ours());
      }
    }
  }

  /** Copies the gradient of the last {@link #backward} over the first elements of a vector. */
  void store(FlatMemory target) {
    for (Pair pair : gradientViews) {
      pair.ours().assign(pair.theirs());
    }
    target.view().put(floats(gradient));
  }

  /** Returns the elements of a flat vector in place. */
  private static FloatBuffer floats(INDArray flat) {
    return flat.data().asNioFloat();
  }

  /**
   * Returns the outputs in the order of the network's.
   *
   * @param inputs {@code samples × shape} of each input
   */
  List<INDArray> forward(List<INDArray> inputs, boolean training) {
    // In training, layers keep their inputs for the way back.
    Map<String, INDArray> values =
        graph.feedForward(inputs.toArray(INDArray[]::new), training, !training);
    values.values().forEach(pass::held);
    return outputs.stream().map(values::get).collect(Collectors.toList());
  }

  /**
   * Computes the gradient after a {@link #forward} in training.
   *
   * @param derivatives of the loss by each output
   */
  void backward(List<INDArray> derivatives) {
    derivatives.forEach(pass::held);
    graph.backpropGradient(derivatives.toArray(INDArray[]::new));
  }
}
