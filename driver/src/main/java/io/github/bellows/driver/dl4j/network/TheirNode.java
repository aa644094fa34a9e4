package io.github.bellows.driver.dl4j.network;

import java.util.List;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.jspecify.annotations.Nullable;

/**
 * A layer or vertex of a network of theirs.
 *
 * @param name unique in the network
 * @param inputs the nodes or network inputs it reads
 * @param conf of a layer; null for a vertex
 * @param vertex null for a layer
 * @param before what changes the layer's input first; null for nothing
 */
public record TheirNode(
    String name,
    List<String> inputs,
    @Nullable NeuralNetConfiguration conf,
    @Nullable GraphVertex vertex,
    @Nullable InputPreProcessor before) {
  /** Copies the list. */
  public TheirNode {
    inputs = List.copyOf(inputs);
  }

  /** Returns the layer, or null for a vertex. */
  public @Nullable Layer layer() {
    return conf == null ? null : conf.getLayer();
  }

  /** Returns the layer or vertex, as a table of rows is searched for its class. */
  public Object part() {
    Layer layer = layer();
    if (layer != null) {
      return layer;
    }
    if (vertex == null) {
      throw new IllegalStateException(name + ": neither layer nor vertex");
    }
    return vertex;
  }

  /** Returns what messages call it, such as {@code layer conv1 (ConvolutionLayer)}. */
  public String where() {
    String kind = part().getClass().getSimpleName();
    return (conf == null ? "vertex " : "layer ") + name + " (" + kind + ")";
  }
}
