package io.github.bellows.common.model;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.random.SeededRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A checked network: every layer with its resolved input, its shapes and its parameters' places.
 * Immutable; what engines translate.
 */
public final class Network {
  /** Elements of the largest fp32 vector that one direct buffer holds. */
  private static final int MOST_PARAMETERS = (1 << 29) - 1;

  private static final String FIX_LIST = "Correct the layer in model.layers";

  private final ModelSpec spec;
  private final List<Node> nodes;
  private final ParameterLayout layout;

  private Network(ModelSpec spec, List<Node> nodes, ParameterLayout layout) {
    this.spec = spec;
    this.nodes = List.copyOf(nodes);
    this.layout = layout;
  }

  /**
   * A layer in a network.
   *
   * @param layer name and options
   * @param source index of the node it reads, −1 for the network's input
   * @param input the shape it gets
   * @param output the shape it makes
   * @param parameters its tensors' places in the flat vector
   */
  public record Node(
      NamedLayer layer,
      int source,
      Shape input,
      Shape output,
      List<ParameterLayout.Entry> parameters) {
    /** Copies the list. */
    public Node {
      parameters = List.copyOf(parameters);
    }

    /** Returns the number of learned values. */
    public long parameterCount() {
      return parameters.stream().mapToLong(ParameterLayout.Entry::length).sum();
    }
  }

  /**
   * Returns the network of a description.
   *
   * @throws TrainingException ({@link ErrorCode#CONFIGURATION}) if a name is used twice or unknown,
   *     a layer cannot take its input (which layer, which sizes), or the parameters exceed 2²⁹ − 1
   */
  public static Network of(ModelSpec spec) {
    if (spec.layers().isEmpty()) {
      throw error("model.layers", "is empty", "Add at least one layer, such as dense");
    }
    Map<String, Integer> indices = new LinkedHashMap<>();
    List<Node> nodes = new ArrayList<>();
    List<ParameterLayout.Entry> entries = new ArrayList<>();
    long offset = 0;
    for (NamedLayer layer : spec.layers()) {
      int source = source(layer, indices);
      Shape input = source < 0 ? spec.input() : nodes.get(source).output();
      Shape output = outputShape(layer, input);
      int first = entries.size();
      for (ParameterSpec parameter : layer.spec().parameters(input)) {
        String name = layer.name() + "." + parameter.suffix();
        long end = offset + parameter.shape().elements();
        if (end > MOST_PARAMETERS) {
          throw error(
              where(layer) + " with input " + input,
              "brings the network to over 536870911 parameters, the most that one buffer of 2 GiB holds",
              "Make it smaller");
        }
        entries.add(new ParameterLayout.Entry(name, (int) offset, parameter));
        offset = end;
      }
      if (indices.putIfAbsent(layer.name(), nodes.size()) != null) {
        throw error(where(layer), "the name is used twice", "Give each layer a name of its own");
      }
      nodes.add(new Node(layer, source, input, output, entries.subList(first, entries.size())));
    }
    if (offset == 0) {
      throw error("model.layers", "nothing in it can learn", "Add a layer such as dense");
    }
    return new Network(spec, nodes, new ParameterLayout(entries, (int) offset));
  }

  private static int source(NamedLayer layer, Map<String, Integer> indices) {
    if (layer.inputs().isEmpty()) {
      return indices.size() - 1;
    }
    if (layer.inputs().size() > 1) {
      throw error(
          where(layer) + " inputs = " + layer.inputs(), "takes one input", "Name one layer");
    }
    Integer index = indices.get(layer.inputs().get(0));
    if (index == null) {
      throw error(
          where(layer) + " inputs = " + layer.inputs(),
          "names no layer above it; there are " + indices.keySet(),
          FIX_LIST);
    }
    return index;
  }

  private static Shape outputShape(NamedLayer layer, Shape input) {
    try {
      return layer.spec().outputShape(input);
    } catch (ShapeException e) {
      throw new TrainingException(ErrorCode.CONFIGURATION, where(layer) + ": " + e.getMessage(), e);
    } catch (ArithmeticException e) {
      throw new TrainingException(
          ErrorCode.CONFIGURATION,
          where(layer) + ": its output for " + input + " is too large. " + FIX_LIST + ".",
          e);
    }
  }

  private static String where(NamedLayer layer) {
    return "model.layers." + layer.name() + " (" + layer.spec().kind() + ")";
  }

  private static TrainingException error(String what, String rule, String fix) {
    return TrainingException.of(ErrorCode.CONFIGURATION, what, rule, fix);
  }

  /** Returns the description this network was made of. */
  public ModelSpec spec() {
    return spec;
  }

  /** Returns the layers in order; each comes after the one it reads. */
  public List<Node> nodes() {
    return nodes;
  }

  /** Returns the places of all parameters. */
  public ParameterLayout layout() {
    return layout;
  }

  /** Returns the shape of the last layer's output for one sample. */
  public Shape output() {
    return nodes.get(nodes.size() - 1).output();
  }

  /**
   * Returns the first parameters of a run. Each tensor has a generator of its own, keyed by (seed,
   * index of the tensor), so that adding a layer at the end leaves the others' values.
   */
  public float[] initialParameters(long seed) {
    float[] flat = new float[layout.length()];
    for (int i = 0; i < layout.entries().size(); i++) {
      ParameterLayout.Entry entry = layout.entries().get(i);
      ParameterSpec parameter = entry.spec();
      parameter
          .initializer()
          .fill(
              flat,
              entry.offset(),
              entry.end(),
              parameter.fanIn(),
              parameter.fanOut(),
              SeededRandom.of(seed, "initial".hashCode(), i));
    }
    return flat;
  }
}
