package io.github.bellows.common.model;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.Nearest;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.loss.CrossEntropy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Resolves names, infers shapes and lays out parameters, layer by layer. For one network. */
final class NetworkBuilder {
  /** Elements of the largest fp32 vector that one direct buffer holds. */
  private static final int MOST_PARAMETERS = (1 << 29) - 1;

  private static final String FIX_LIST = "Correct the layer in model.layers";

  /** Makes [channels, steps] of [steps, channels]. */
  private static final Permute TURN = new Permute(List.of(2, 1));

  private final ModelSpec spec;
  private final Map<String, Integer> numbers = new LinkedHashMap<>();
  private final List<Value> values = new ArrayList<>();
  private final List<Draft> drafts = new ArrayList<>();
  private long tensorsEnd;

  /** Something that layers can read; {@code read} becomes true once one does. */
  private static final class Value {
    private final String where;
    private final Shape shape;
    private final boolean variableLength;

    /** Whether it is such sequences turned, [channels, steps], which outputs alone may be. */
    private final boolean turned;

    private boolean read;

    Value(String where, Shape shape, boolean variableLength, boolean turned) {
      this.where = where;
      this.shape = shape;
      this.variableLength = variableLength;
      this.turned = turned;
    }
  }

  /** A layer whose tensors have no places yet. */
  private record Draft(
      NamedLayer layer,
      List<Integer> sources,
      List<Shape> inputs,
      Shape output,
      boolean variableLength) {}

  NetworkBuilder(ModelSpec spec) {
    this.spec = spec;
  }

  Network build() {
    if (spec.layers().isEmpty()) {
      throw error("model.layers", "is empty", "Add at least one layer, such as dense");
    }
    for (ModelInput input : spec.inputs()) {
      String where = "model.inputs." + input.name();
      add(input.name(), new Value(where, input.shape(), input.variableLength(), false));
    }
    spec.layers().forEach(this::add);
    List<Network.Output> outputs = spec.outputs().stream().map(this::output).toList();
    requireAllRead();
    return layOut(outputs);
  }

  private void add(String name, Value value) {
    if (numbers.putIfAbsent(name, values.size()) != null) {
      throw error(value.where, "the name is used twice", "Give each one a name of its own");
    }
    values.add(value);
  }

  private void add(NamedLayer layer) {
    List<Integer> sources = sources(layer);
    sources.forEach(source -> values.get(source).read = true);
    List<Shape> inputs = sources.stream().map(source -> values.get(source).shape).toList();
    Shape output = outputShape(layer, inputs);
    boolean variable = sources.stream().anyMatch(source -> values.get(source).variableLength);
    boolean turns = variable && layer.spec().equals(TURN);
    if (sources.stream().anyMatch(source -> values.get(source).turned)) {
      throw mixes(layer, inputs.get(0));
    }
    if (variable && !turns) {
      requireKnowsSteps(layer, inputs.get(0));
    }
    boolean outputVariable = variable && layer.spec().stepMask() == StepMask.KEEPS;
    add(layer.name(), new Value(Network.where(layer), output, outputVariable, turns));
    drafts.add(new Draft(layer, sources, inputs, output, variable));
  }

  /**
   * Checks that a layer tells the steps of sequences of different lengths from the rest: the first
   * of two sizes, but that an embedding reads steps alone.
   */
  private static void requireKnowsSteps(NamedLayer layer, Shape input) {
    int rank = layer.spec() instanceof Embedding ? 1 : 2;
    if (layer.spec().stepMask() == StepMask.MIXES || input.rank() != rank) {
      throw mixes(layer, input);
    }
  }

  private static TrainingException mixes(NamedLayer layer, Shape input) {
    return error(
        Network.where(layer),
        "would mix the padding of sequences of different lengths into its results",
        input.rank() == 1
            ? "Put an embedding before it, or leave data.length out"
            : "Put a layer before it that reads each sequence to its end, such as lstm with"
                + " return: last, or leave data.length out");
  }

  private List<Integer> sources(NamedLayer layer) {
    if (layer.inputs().isEmpty()) {
      return List.of(drafts.isEmpty() ? 0 : values.size() - 1);
    }
    return layer.inputs().stream().map(name -> source(layer, name)).toList();
  }

  private int source(NamedLayer layer, String name) {
    Integer number = numbers.get(name);
    if (number != null) {
      return number;
    }
    String what = Network.where(layer) + " inputs = " + layer.inputs();
    boolean below = spec.layers().stream().anyMatch(other -> other.name().equals(name));
    if (below) {
      throw error(
          what,
          name
              + (name.equals(layer.name()) ? " is the layer itself" : " stands below it")
              + "; a layer reads those above it, so that there is no circle",
          "Move the layer, or name another");
    }
    throw error(
        what,
        "there is no layer " + name + "; above it are " + String.join(", ", numbers.keySet()),
        Nearest.to(name, numbers.keySet())
            .map(near -> "Did you mean " + near + "?")
            .orElse(FIX_LIST));
  }

  private static Shape outputShape(NamedLayer layer, List<Shape> inputs) {
    try {
      return layer.spec().outputShape(inputs);
    } catch (ShapeException e) {
      throw new TrainingException(
          ErrorCode.CONFIGURATION, Network.where(layer) + ": " + e.getMessage(), e);
    } catch (ArithmeticException e) {
      throw new TrainingException(
          ErrorCode.CONFIGURATION,
          Network.where(layer)
              + ": its output for "
              + Merging.listed(inputs)
              + " is too large. "
              + FIX_LIST
              + ".",
          e);
    }
  }

  private Network.Output output(ModelOutput output) {
    Integer number = numbers.get(output.layer());
    if (number == null || number < spec.inputs().size()) {
      throw error(
          "model.outputs layer = " + output.layer(),
          "there is no such layer; there are "
              + String.join(", ", spec.layers().stream().map(NamedLayer::name).toList()),
          "Name one of them");
    }
    Value value = values.get(number);
    if (value.variableLength) {
      throw error(
          "model.outputs layer = " + output.layer(),
          "its sequences have different lengths, and a loss would read their padding",
          "End with a layer that reads each sequence to its end, such as lstm with return: last");
    }
    checkClassWeights(output, value.shape, spec.outputs().size() == 1);
    value.read = true;
    return new Network.Output(output, number, value.shape, value.turned);
  }

  private static void checkClassWeights(ModelOutput output, Shape shape, boolean only) {
    if (output.loss() instanceof CrossEntropy loss
        && !loss.classWeights().isEmpty()
        && loss.classWeights().size() != shape.size(0)) {
      throw error(
          (only ? "model.loss" : "model.outputs." + output.layer() + ".loss")
              + ".crossEntropy.classWeights = "
              + loss.classWeights(),
          "has "
              + loss.classWeights().size()
              + " weights, but layer "
              + output.layer()
              + " has outputs for "
              + shape.size(0)
              + " classes ("
              + shape
              + ")",
          "Give one weight per class, in the order of the classes");
    }
  }

  private void requireAllRead() {
    for (Value value : values) {
      if (!value.read) {
        throw error(
            value.where, "nothing reads it", "Name it in some layer's inputs, or remove it");
      }
    }
  }

  private Network layOut(List<Network.Output> outputs) {
    List<List<ParameterLayout.Entry>> learned =
        drafts.stream().map(d -> place(d, d.layer().spec().parameters(d.inputs()))).toList();
    long learnedEnd = tensorsEnd;
    if (learnedEnd == 0) {
      throw error("model.layers", "nothing in it can learn", "Add a layer such as dense");
    }
    List<List<ParameterLayout.Entry>> kept =
        drafts.stream().map(d -> place(d, d.layer().spec().statistics(d.inputs()))).toList();
    List<ParameterLayout.Entry> entries = new ArrayList<>();
    learned.forEach(entries::addAll);
    kept.forEach(entries::addAll);
    List<Network.Node> nodes =
        IntStream.range(0, drafts.size())
            .mapToObj(i -> node(drafts.get(i), learned.get(i), kept.get(i)))
            .toList();
    return new Network(
        spec, nodes, outputs, new ParameterLayout(entries, (int) learnedEnd, (int) tensorsEnd));
  }

  private static Network.Node node(
      Draft draft, List<ParameterLayout.Entry> learned, List<ParameterLayout.Entry> kept) {
    return new Network.Node(
        draft.layer(),
        draft.sources(),
        draft.inputs(),
        draft.output(),
        draft.variableLength(),
        learned,
        kept);
  }

  private List<ParameterLayout.Entry> place(Draft draft, List<ParameterSpec> tensors) {
    List<ParameterLayout.Entry> entries = new ArrayList<>();
    for (ParameterSpec tensor : tensors) {
      String name = draft.layer().spec().tensorName(draft.layer().name(), tensor.suffix());
      long end = tensorsEnd + tensor.shape().elements();
      if (end > MOST_PARAMETERS) {
        throw error(
            Network.where(draft.layer()) + " with input " + Merging.listed(draft.inputs()),
            "brings the network to over 536870911 parameters, the most that one buffer of 2 GiB"
                + " holds",
            "Make it smaller");
      }
      entries.add(new ParameterLayout.Entry(name, (int) tensorsEnd, tensor));
      tensorsEnd = end;
    }
    return entries;
  }

  private static TrainingException error(String what, String rule, String fix) {
    return TrainingException.of(ErrorCode.CONFIGURATION, what, rule, fix);
  }
}
