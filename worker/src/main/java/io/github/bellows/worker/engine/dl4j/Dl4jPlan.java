package io.github.bellows.worker.engine.dl4j;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.NoOp;

/** A graph in the making: its vertices, and where our tensors lie in theirs. For one engine. */
final class Dl4jPlan {
  private final Dl4jPass pass;
  private final GraphBuilder graph;
  private final List<Dl4jTensor> tensors = new ArrayList<>();
  private final List<String> outputs = new ArrayList<>();
  private String prefix = "";
  private int vertices;

  Dl4jPlan(Dl4jPass pass) {
    this.pass = pass;
    graph =
        new NeuralNetConfiguration.Builder()
            .dataType(DataType.FLOAT)
            .activation(new ActivationIdentity())
            .updater(new NoOp())
            .miniBatch(false)
            // Workspaces free what a pass leaves. Forward passes in training must do without: batch
            // normalization keeps arrays for the way back in one that is reused by then. The way
            // back has them if inference has.
            .trainingWorkspaceMode(WorkspaceMode.NONE)
            .inferenceWorkspaceMode(WorkspaceMode.ENABLED)
            .graphBuilder()
            .validateOutputLayerConfig(false);
  }

  /** Returns what the layers will know of each pass. */
  Dl4jPass pass() {
    return pass;
  }

  /** Adds an input of the network and returns its vertex. */
  String input(int number) {
    String name = "input" + number;
    graph.addInputs(name);
    return name;
  }

  /** Names the layer that the following vertices belong to. */
  void begin(String layer) {
    prefix = layer;
  }

  private String newName() {
    return prefix + "-" + vertices++;
  }

  /** Adds a layer of theirs behind a vertex and returns its vertex. */
  String layer(Layer layer, String input) {
    String name = newName();
    graph.addLayer(name, layer, input);
    return name;
  }

  /** Adds a vertex of theirs and returns its name. */
  String vertex(GraphVertex vertex, List<String> inputs) {
    String name = newName();
    graph.addVertex(name, vertex, inputs.toArray(String[]::new));
    return name;
  }

  /** Adds a function behind a vertex and returns its vertex. */
  String function(Dl4jFunction function, String input) {
    return vertex(new PreprocessorVertex(function), List.of(input));
  }

  /** Makes a vertex an output of the network. */
  void output(String vertex) {
    outputs.add(function(Dl4jShapes.copied(), vertex));
  }

  /** Says where a tensor lies. */
  void tensor(Dl4jTensor tensor) {
    tensors.add(tensor);
  }

  /** Returns where our tensors lie. */
  List<Dl4jTensor> tensors() {
    return List.copyOf(tensors);
  }

  /** Returns the vertices that are outputs. */
  List<String> outputs() {
    return List.copyOf(outputs);
  }

  /** Returns the graph as Deeplearning4j describes it. */
  ComputationGraphConfiguration configuration() {
    return graph.setOutputs(outputs.toArray(String[]::new)).build();
  }
}
