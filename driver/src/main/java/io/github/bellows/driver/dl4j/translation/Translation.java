package io.github.bellows.driver.dl4j.translation;

import io.github.bellows.common.loss.Loss;
import io.github.bellows.common.model.LayerSpec;
import io.github.bellows.common.model.ModelInput;
import io.github.bellows.common.model.ModelOutput;
import io.github.bellows.common.model.ModelSpec;
import io.github.bellows.common.model.Shape;
import io.github.bellows.common.model.ShapeException;
import io.github.bellows.driver.dl4j.network.Description;
import io.github.bellows.driver.dl4j.network.TheirNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A network of ours in the making, node by node of theirs. Rows add layers behind what the node at
 * hand reads, and say where their tensors come from. Mutable; for one translation.
 */
public final class Translation {
  private final Description theirs;
  private final List<ModelInput> inputs = new ArrayList<>();
  private final OurLayers layers = new OurLayers();
  private final Map<String, ModelOutput> outputs = new HashMap<>();
  private final List<TensorPlace> places = new ArrayList<>();
  private final Map<String, List<String>> frozen = new LinkedHashMap<>();
  private final Problems problems = new Problems();

  /** What nodes and inputs of theirs are called in ours. */
  private final Map<String, String> values = new HashMap<>();

  /** What stands where a node has no equal. */
  private final Set<String> standIns = new HashSet<>();

  private TheirNode node;
  private List<String> reads = List.of();
  private boolean freezing;

  /** Problems of the nodes before. */
  private int known;

  /** Reasons why a network cannot be translated, all of them. */
  private static final class Problems {
    private final List<String> found = new ArrayList<>();

    void add(TheirNode node, String reason) {
      found.add(node.where() + ": " + reason);
    }

    List<String> all() {
      return List.copyOf(found);
    }
  }

  /**
   * Begins a translation.
   *
   * @param shapes of the inputs, in our order of dimensions: sequences [steps, features]
   */
  public Translation(Description theirs, List<Shape> shapes, List<Boolean> variableLength) {
    this.theirs = theirs;
    this.node = theirs.nodes().get(0);
    for (int i = 0; i < theirs.inputs().size(); i++) {
      String given = theirs.inputs().get(i);
      String name =
          layers.input(theirs.inputs().size() == 1 ? ModelInput.DEFAULT : given, shapes.get(i));
      values.put(given, name);
      inputs.add(new ModelInput(name, shapes.get(i), variableLength.get(i)));
    }
  }

  /** Translates all nodes, as far as that is possible; {@link #problems} says what is not. */
  public Translated translate() {
    for (TheirNode next : theirs.nodes()) {
      node = next;
      freezing = false;
      reads = next.inputs().stream().map(input -> values.getOrDefault(input, "")).toList();
      if (reads.contains("")) {
        LayerRows.requireRow(next, this); // More of it cannot be told.
        continue;
      }
      List<String> read = reads;
      known = problems.found.size();
      try {
        LayerRows.add(next, this);
      } catch (ShapeException | IllegalArgumentException e) {
        problems.add(next, String.valueOf(e.getMessage()));
      }
      if (isRefused()) {
        reads = read;
        standIn();
      }
      if (!reads.isEmpty()) {
        values.put(next.name(), reads.get(0));
      }
    }
    List<ModelOutput> ordered = new ArrayList<>();
    for (String output : theirs.outputs()) {
      ModelOutput ours = outputs.get(output);
      if (ours != null) {
        ordered.add(ours);
      } else if (values.containsKey(output) && !standIns.contains(values.get(output))) {
        problems.found.add("output " + output + ": it has no loss, and cannot be trained");
      }
    }
    return new Translated(new ModelSpec(inputs, layers.all(), ordered), places, frozen);
  }

  /** Returns what cannot be translated: node and reason, in the order of the nodes. */
  public List<String> problems() {
    return problems.all();
  }

  /** Says that the node at hand cannot be translated. */
  void refuse(String reason) {
    problems.add(node, reason);
  }

  /** Returns whether the node at hand was refused. */
  boolean isRefused() {
    return problems.found.size() > known;
  }

  /** Returns the shape of what the next layer will read. */
  Shape shape() {
    return inputShapes().get(0);
  }

  /** Returns the shapes of all that the next layer will read. */
  List<Shape> inputShapes() {
    return reads.stream().map(layers::shape).toList();
  }

  /**
   * Adds a layer behind what the node reads, or behind the layer that was added last for it.
   *
   * @param role what the layer does for the node, such as {@code dropout}; empty for the node's own
   */
  void add(String role, LayerSpec spec) {
    String wanted = role.isEmpty() ? node.name() : node.name() + "_" + role;
    reads = List.of(layers.add(wanted, reads, spec));
  }

  /** Makes the next layer read sequences as [steps, features]. */
  void steps() {
    reads = layers.turned(reads, false, node.name() + "_steps");
  }

  /** Makes the next layer read sequences as [channels, length], in their order of dimensions. */
  void channels() {
    reads = layers.turned(reads, true, node.name() + "_channels");
  }

  /** Says in which order the dimensions of the layer that was added last are, if they are two. */
  void mark(boolean channelsFirst) {
    layers.mark(reads.get(0), channelsFirst);
  }

  /** Makes the next layer read what the layer that was added last made, several times. */
  void readAgain(int times) {
    reads = Collections.nCopies(times, reads.get(0));
  }

  /** Says that the node's tensors stay as they are. */
  void freeze() {
    freezing = true;
  }

  /** Returns whether a tensor of a node before is learned. */
  boolean learnsBefore() {
    return places.stream()
        .anyMatch(
            place -> {
              int dot = place.tensor().lastIndexOf('.');
              List<String> still = frozen.getOrDefault(place.tensor().substring(0, dot), List.of());
              return !still.contains(place.tensor().substring(dot + 1));
            });
  }

  /** Adds the node's own layer. */
  void add(LayerSpec spec) {
    add("", spec);
  }

  /** Returns the layer that was added last; the only one that reads what it reads. */
  LayerSpec last() {
    return layers.last().spec();
  }

  /** Returns whether the node reads what {@link #standIn} made. */
  boolean readsStandIn() {
    return standIns.containsAll(reads);
  }

  /** Puts what the node would make in its place, so that those behind it can be looked at. */
  void standIn() {
    Shape made = TheirTypes.made(node, reads.stream().map(layers::theirType).toList());
    reads = made == null ? List.of() : List.of(layers.input(node.name(), made));
    standIns.addAll(reads);
  }

  /** Returns whether the node reads the layer that was added last, and nothing else does. */
  boolean readsLast() {
    return layers.isLast(reads)
        && theirs.nodes().stream()
                .filter(other -> node.inputs().stream().anyMatch(other.inputs()::contains))
                .count()
            == 1;
  }

  /** Puts another layer in the place of the one that was added last; its tensors stay. */
  void replaceLast(LayerSpec spec) {
    layers.replaceLast(spec);
  }

  /** Says where a tensor of the layer that was added last comes from. */
  void tensor(String suffix, TheirTensors source) {
    places.add(new TensorPlace(reads.get(0) + "." + suffix, node.name(), source));
    if (freezing) {
      still(suffix);
    }
  }

  /** Says that they lack a tensor of the layer that was added last. */
  void frozenZeros(String suffix) {
    places.add(new TensorPlace(reads.get(0) + "." + suffix, node.name(), null));
    still(suffix);
  }

  private void still(String suffix) {
    frozen.merge(
        reads.get(0),
        List.of(suffix),
        (some, more) -> {
          List<String> all = new ArrayList<>(some);
          all.addAll(more);
          return all;
        });
  }

  /** Makes the layer that was added last an output. */
  void output(Loss loss, double weight) {
    if (theirs.nodes().stream().anyMatch(other -> other.inputs().contains(node.name()))) {
      refuse("it is an output with a loss, and other nodes read it");
      return;
    }
    outputs.put(node.name(), new ModelOutput(reads.get(0), loss, weight, null));
  }
}
