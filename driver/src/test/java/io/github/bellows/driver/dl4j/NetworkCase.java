package io.github.bellows.driver.dl4j;

import io.github.bellows.driver.dl4j.network.TheirNetwork;
import io.github.bellows.driver.dl4j.network.TheirNode;
import java.util.List;
import java.util.Random;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;

/**
 * A network of theirs and examples for it.
 *
 * @param name what tests call it
 * @param network of theirs, with parameters drawn
 * @param examples a batch
 */
record NetworkCase(String name, TheirNetwork network, Examples examples) {
  /** Rate of the one step of descent. */
  static final double RATE = 0.1;

  private static final int SAMPLES = 6;

  /** What the numbers of features or labels are. */
  enum Kind {
    /** Gaussian. */
    REAL,
    /** One 1 among zeros, along the dimension behind that of the samples. */
    CLASS,
    /** 0 or 1. */
    BINARY,
    /** −1 or 1. */
    SIGN,
    /** Whole numbers in [0, 7). */
    INDEX
  }

  @Override
  public String toString() {
    return name;
  }

  /** Returns a configuration in the making. */
  static NeuralNetConfiguration.Builder builder() {
    return new NeuralNetConfiguration.Builder().seed(3).updater(new Sgd(RATE));
  }

  /** Returns a network of layers with examples. */
  static NetworkCase of(String name, InputType input, Examples examples, Layer... layers) {
    NeuralNetConfiguration.ListBuilder list = builder().list();
    for (Layer layer : layers) {
      list.layer(layer);
    }
    MultiLayerConfiguration conf = list.setInputType(input).build();
    MultiLayerNetwork network = new MultiLayerNetwork(conf);
    network.init();
    return new NetworkCase(name, drawn(new TheirNetwork.Layers(network)), examples);
  }

  /** Returns a graph with examples. */
  static NetworkCase of(String name, ComputationGraphConfiguration conf, Examples examples) {
    ComputationGraph graph = new ComputationGraph(conf);
    graph.init();
    return new NetworkCase(name, drawn(new TheirNetwork.Graph(graph)), examples);
  }

  /** Draws all parameters in [0.05, 0.35) or the negative: variances must be positive. */
  private static TheirNetwork drawn(TheirNetwork network) {
    Random random = new Random(11);
    for (TheirNode node : network.description().nodes()) {
      if (node.layer() == null) {
        continue;
      }
      network
          .table(node.name())
          .forEach(
              (tensor, values) -> {
                for (long i = 0; i < values.length(); i++) {
                  double size = 0.05 + 0.3 * random.nextDouble();
                  boolean negative = random.nextBoolean() && !tensor.equals("var");
                  values.putScalar(i, negative ? -size : size);
                }
              });
    }
    return network;
  }

  /** Returns examples of one input and output. */
  static Examples examples(long[] features, long[] labels, Kind kind) {
    return new Examples(
        List.of(array(1, Kind.REAL, features)),
        List.of(array(2, kind, labels)),
        List.of(),
        List.of());
  }

  /** Returns numbers for all samples. */
  static INDArray array(long seed, Kind kind, long... shape) {
    Random random = new Random(seed);
    long[] sizes = new long[shape.length + 1];
    sizes[0] = SAMPLES;
    System.arraycopy(shape, 0, sizes, 1, shape.length);
    INDArray array = Nd4j.create(sizes);
    if (kind == Kind.CLASS) {
      for (int i = 0; i < array.tensorsAlongDimension(1); i++) {
        array.tensorAlongDimension(i, 1).putScalar(random.nextInt((int) shape[0]), 1);
      }
      return array;
    }
    for (long i = 0; i < array.length(); i++) {
      array.putScalar(i, number(random, kind));
    }
    return array;
  }

  private static double number(Random random, Kind kind) {
    return switch (kind) {
      case BINARY -> random.nextInt(2);
      case SIGN -> 2 * random.nextInt(2) - 1;
      case INDEX -> random.nextInt(7);
      default -> random.nextGaussian();
    };
  }
}
