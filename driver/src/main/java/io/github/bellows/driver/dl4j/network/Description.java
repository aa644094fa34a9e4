package io.github.bellows.driver.dl4j.network;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;

/**
 * A network of theirs, of either kind.
 *
 * @param inputs names of the network's inputs
 * @param nodes in an order in which each comes behind those it reads
 * @param outputs names of nodes
 */
public record Description(List<String> inputs, List<TheirNode> nodes, List<String> outputs) {
  private static final String INPUT = "input";

  /** Copies the lists. */
  public Description {
    inputs = List.copyOf(inputs);
    nodes = List.copyOf(nodes);
    outputs = List.copyOf(outputs);
  }

  /** Returns the description of a network that is one layer behind the other. */
  public static Description of(MultiLayerConfiguration network) {
    List<TheirNode> nodes = new ArrayList<>();
    String above = INPUT;
    for (int i = 0; i < network.getConfs().size(); i++) {
      NeuralNetConfiguration conf = network.getConf(i);
      String given = conf.getLayer().getLayerName();
      String name = given == null ? "layer" + i : given;
      nodes.add(new TheirNode(name, List.of(above), conf, null, network.getInputPreProcess(i)));
      above = name;
    }
    return new Description(List.of(INPUT), nodes, List.of(above));
  }

  /** Returns the description of a graph. */
  public static Description of(ComputationGraphConfiguration graph) {
    Map<String, GraphVertex> vertices = graph.getVertices();
    List<TheirNode> nodes = new ArrayList<>();
    Set<String> known = new HashSet<>(graph.getNetworkInputs());
    Deque<String> waiting = new ArrayDeque<>(vertices.keySet());
    while (!waiting.isEmpty()) {
      String name = waiting.remove();
      List<String> reads = graph.getVertexInputs().getOrDefault(name, List.of());
      if (known.containsAll(reads)) {
        nodes.add(node(name, reads, Objects.requireNonNull(vertices.get(name))));
        known.add(name);
      } else {
        waiting.add(name);
      }
    }
    return new Description(graph.getNetworkInputs(), nodes, graph.getNetworkOutputs());
  }

  private static TheirNode node(String name, List<String> reads, GraphVertex vertex) {
    return vertex instanceof LayerVertex layer
        ? new TheirNode(name, reads, layer.getLayerConf(), null, layer.getPreProcessor())
        : new TheirNode(name, reads, null, vertex, null);
  }
}
