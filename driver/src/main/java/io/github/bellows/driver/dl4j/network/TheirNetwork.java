package io.github.bellows.driver.dl4j.network;

import io.github.bellows.common.error.FirstCause;
import java.util.Collection;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.Updater;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.updater.BaseMultiLayerUpdater;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A network of theirs with its parameters, of either kind. */
public sealed interface TheirNetwork {
  /** Returns the network itself. */
  Model model();

  /** Returns its description. */
  Description description();

  /** Returns the layer that computes a node. */
  Layer layer(String node);

  /** Returns the parameters of a node, by their names within it, as views of all parameters. */
  default Map<String, INDArray> table(String node) {
    return layer(node).paramTable();
  }

  /** Returns the updater, made anew if there is none yet. */
  BaseMultiLayerUpdater<?> updater();

  /** Returns the listeners. */
  Collection<TrainingListener> listeners();

  /** Returns updates and epochs that the network counts. */
  Counters counters();

  /** Sets the counts. */
  void count(Counters counters);

  /** Sets the loss of the last update. */
  void score(double score);

  /** Returns its configuration as JSON. */
  String json();

  /** Returns what is wrong with {@link #json}; null if it can be read again. */
  default @Nullable String unreadable() {
    try {
      Object read =
          this instanceof Graph
              ? ComputationGraphConfiguration.fromJson(json())
              : MultiLayerConfiguration.fromJson(json());
      return read == null ? "it is empty" : null;
    } catch (RuntimeException e) {
      return FirstCause.line(e);
    }
  }

  /** Returns the steps behind which backpropagation is truncated; Long.MAX_VALUE for none. */
  long truncation();

  /** Returns whether their updates divide the gradient of a parameter by the size of the batch. */
  default boolean dividesByBatch(String node, String parameter) {
    return layer(node).updaterDivideByMinibatch(parameter);
  }

  /** Returns a network of the same description, whose parameters are the numbers 0, 1, … */
  TheirNetwork numbered();

  /** Updates and epochs a network has seen. */
  record Counters(int iterations, int epochs) {}

  /** Layers on top of each other. */
  record Layers(MultiLayerNetwork model) implements TheirNetwork {
    @Override
    public Description description() {
      return Description.of(model.getLayerWiseConfigurations());
    }

    @Override
    public Layer layer(String node) {
      int index = 0;
      for (TheirNode one : description().nodes()) {
        if (one.name().equals(node)) {
          return model.getLayer(index);
        }
        index++;
      }
      throw new IllegalArgumentException(node + ": no such layer");
    }

    @Override
    public String json() {
      return model.getLayerWiseConfigurations().toJson();
    }

    @Override
    public long truncation() {
      MultiLayerConfiguration conf = model.getLayerWiseConfigurations();
      return TheirNetwork.truncation(
          conf.getBackpropType(), conf.getTbpttFwdLength(), conf.getTbpttBackLength());
    }

    @Override
    public BaseMultiLayerUpdater<?> updater() {
      Updater updater = model.getUpdater();
      return (BaseMultiLayerUpdater<?>) updater;
    }

    @Override
    public Collection<TrainingListener> listeners() {
      return model.getListeners();
    }

    @Override
    public Counters counters() {
      MultiLayerConfiguration conf = model.getLayerWiseConfigurations();
      return new Counters(conf.getIterationCount(), conf.getEpochCount());
    }

    @Override
    public void count(Counters counters) {
      MultiLayerConfiguration conf = model.getLayerWiseConfigurations();
      conf.setIterationCount(counters.iterations());
      conf.setEpochCount(counters.epochs());
    }

    @Override
    public void score(double score) {
      model.setScore(score);
    }

    @Override
    public TheirNetwork numbered() {
      MultiLayerConfiguration conf = model.getLayerWiseConfigurations().clone();
      conf.setDataType(DataType.DOUBLE);
      MultiLayerNetwork numbered = new MultiLayerNetwork(conf);
      numbered.init(numbers(model.numParams()), false);
      return new Layers(numbered);
    }
  }

  /** A graph. */
  record Graph(ComputationGraph model) implements TheirNetwork {
    @Override
    public Description description() {
      return Description.of(model.getConfiguration());
    }

    @Override
    public Layer layer(String node) {
      return model.getLayer(node);
    }

    @Override
    public String json() {
      return model.getConfiguration().toJson();
    }

    @Override
    public long truncation() {
      ComputationGraphConfiguration conf = model.getConfiguration();
      return TheirNetwork.truncation(
          conf.getBackpropType(), conf.getTbpttFwdLength(), conf.getTbpttBackLength());
    }

    @Override
    public BaseMultiLayerUpdater<?> updater() {
      return model.getUpdater();
    }

    @Override
    public Collection<TrainingListener> listeners() {
      return model.getListeners();
    }

    @Override
    public Counters counters() {
      ComputationGraphConfiguration conf = model.getConfiguration();
      return new Counters(conf.getIterationCount(), conf.getEpochCount());
    }

    @Override
    public void count(Counters counters) {
      ComputationGraphConfiguration conf = model.getConfiguration();
      conf.setIterationCount(counters.iterations());
      conf.setEpochCount(counters.epochs());
    }

    @Override
    public void score(double score) {
      model.setScore(score);
    }

    @Override
    public TheirNetwork numbered() {
      ComputationGraphConfiguration conf = model.getConfiguration().clone();
      conf.setDataType(DataType.DOUBLE);
      conf.getVertices().values().forEach(vertex -> vertex.setDataType(DataType.DOUBLE));
      ComputationGraph numbered = new ComputationGraph(conf);
      numbered.init(numbers(model.numParams()), false);
      return new Graph(numbered);
    }
  }

  private static long truncation(BackpropType type, int forward, int back) {
    return type == BackpropType.Standard ? Long.MAX_VALUE : Math.min(forward, back);
  }

  private static INDArray numbers(long count) {
    double[] numbers = new double[Math.toIntExact(count)];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = i;
    }
    return Nd4j.createFromArray(numbers).reshape(1, count);
  }
}
