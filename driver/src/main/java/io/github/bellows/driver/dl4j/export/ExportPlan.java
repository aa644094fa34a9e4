package io.github.bellows.driver.dl4j.export;

import io.github.bellows.common.model.Network;
import io.github.bellows.common.model.ParameterLayout;
import io.github.bellows.common.model.Shape;
import io.github.bellows.driver.dl4j.export.ExportValue.Format;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A network of theirs in the making, layer by layer of ours. Rows add parts behind what the layer
 * at hand reads, and give their tensors. Mutable; for one export.
 */
final class ExportPlan {
  private final Network network;
  private final float[] parameters;
  private final List<ExportValue> values = new ArrayList<>();
  private final List<Part> parts = new ArrayList<>();
  private final List<Tensor> tensors = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();
  private final List<String> outputs = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private final Set<String> names = new HashSet<>();
  private final Set<Integer> withLoss = new HashSet<>();
  private int at;
  private ExportValue current;

  /**
   * A layer or vertex of theirs.
   *
   * @param layer null for a vertex
   * @param before what changes the input of a layer; null for nothing
   */
  record Part(
      String name,
      @Nullable Layer layer,
      @Nullable GraphVertex vertex,
      @Nullable InputPreProcessor before,
      List<String> inputs) {}

  /** Values of a tensor of theirs. */
  record Tensor(String part, String key, INDArray values) {}

  ExportPlan(Network network, float[] parameters) {
    this.network = network;
    this.parameters = parameters;
    network.spec().inputs().forEach(input -> names.add(input.name()));
    for (int i = 0; i < network.spec().inputs().size(); i++) {
      Shape shape = network.spec().inputs().get(i).shape();
      Format format =
          shape.rank() == 2 && !ExportInputs.isLine(network, i)
              ? Format.SEQUENCE
              : Format.ofRank(shape.rank());
      values.add(new ExportValue(network.spec().inputs().get(i).name(), format, shape, null));
    }
    current = values.get(0);
  }

  /** Adds all layers and outputs, as far as that is possible. */
  ExportPlan make() {
    for (at = 0; at < network.nodes().size(); at++) {
      int before = problems.size();
      current = values.get(node().sources().get(0));
      ExportRows.add(this);
      if (problems.size() > before) {
        current = assumed(); // So that what reads it is looked at, too.
      }
      values.add(current);
    }
    for (Network.Output output : network.outputs()) {
      at = output.value() - network.firstLayerValue();
      current = values.get(output.value());
      ExportOutputs.end(this, output, withLoss.contains(output.value()));
      outputs.add(current.node());
    }
    return this;
  }

  /** Returns what a refused layer would make. */
  private ExportValue assumed() {
    Shape made = node().output();
    Format format = Format.ofRank(made.rank());
    boolean line = ExportInputs.isLine(network, network.firstLayerValue() + at);
    return new ExportValue(
        current.node(), format == Format.LINE && !line ? Format.SEQUENCE : format, made, null);
  }

  Network network() {
    return network;
  }

  /** Returns how theirs lays out an input, counted from 0. */
  Format format(int input) {
    return values.get(input).format();
  }

  /** Returns the layer at hand. */
  Network.Node node() {
    return network.nodes().get(at);
  }

  /** Returns what the next part reads; at the end of a row, what the layer makes. */
  ExportValue value() {
    return current;
  }

  /** Returns all that the layer reads. */
  List<ExportValue> inputs() {
    return node().sources().stream().map(values::get).toList();
  }

  /** Returns the output that the layer at hand is, if nothing else reads it; else null. */
  Network.@Nullable Output output() {
    int value = network.firstLayerValue() + at;
    boolean read = network.nodes().stream().anyMatch(node -> node.sources().contains(value));
    return read
        ? null
        : network.outputs().stream().filter(one -> one.value() == value).findFirst().orElse(null);
  }

  /** Says that the last part has the loss of the output that it is. */
  void hasLoss() {
    withLoss.add(network.firstLayerValue() + at);
  }

  /** Says that the layer at hand cannot be expressed. */
  void refuse(String reason) {
    problems.add(node().where() + ": " + reason);
  }

  /** Adds what a person should know. */
  void note(String text) {
    if (!notes.contains(text)) {
      notes.add(text);
    }
  }

  /** Says that the value stays as it is made, and is something else to what reads it. */
  void pass(ExportValue same) {
    current = same;
  }

  /** Adds a layer behind what the last part made. */
  void layer(Layer layer, Format format) {
    layer(layer, current.pending(), format);
  }

  /** Adds a layer with a change of its input of its own. */
  void layer(Layer layer, @Nullable InputPreProcessor before, Format format) {
    String name = unused();
    layer.setLayerName(name);
    parts.add(new Part(name, layer, null, before, List.of(current.node())));
    current = new ExportValue(name, format, node().output(), null);
  }

  /** Adds a vertex behind values; those that wait for a change get a vertex for it. */
  void vertex(GraphVertex vertex, List<ExportValue> reads, Format format) {
    List<String> ready = new ArrayList<>();
    for (ExportValue read : reads) {
      InputPreProcessor pending = read.pending();
      if (pending == null) {
        ready.add(read.node());
      } else {
        String change = unused();
        parts.add(
            new Part(change, null, new PreprocessorVertex(pending), null, List.of(read.node())));
        ready.add(change);
      }
    }
    String name = unused();
    parts.add(new Part(name, null, vertex, null, ready));
    current = new ExportValue(name, format, node().output(), null);
  }

  private String unused() {
    String name = node().layer().name();
    String free = name;
    for (int i = 2; !names.add(free); i++) {
      free = name + "_" + i;
    }
    return free;
  }

  /** Returns a tensor of the layer at hand, in its shape; a copy. */
  INDArray ours(String suffix) {
    List<ParameterLayout.Entry> entries = new ArrayList<>(node().parameters());
    entries.addAll(node().statistics());
    for (ParameterLayout.Entry entry : entries) {
      if (entry.spec().suffix().equals(suffix)) {
        float[] own = new float[entry.length()];
        System.arraycopy(parameters, entry.offset(), own, 0, own.length);
        return Nd4j.createFromArray(own).reshape('c', entry.spec().shape().toLongs());
      }
    }
    throw new IllegalStateException(node().where() + ": has no tensor " + suffix);
  }

  /** Gives a tensor of the part that was added last. */
  void tensor(String key, INDArray theirs) {
    tensors.add(new Tensor(parts.get(parts.size() - 1).name(), key, theirs));
  }

  List<Part> parts() {
    return parts;
  }

  List<Tensor> tensors() {
    return tensors;
  }

  /** Returns the names of the parts that are outputs. */
  List<String> outputs() {
    return outputs;
  }

  /** Returns what cannot be expressed: layer and reason, in order. */
  List<String> problems() {
    return problems;
  }

  List<String> notes() {
    return notes;
  }
}
