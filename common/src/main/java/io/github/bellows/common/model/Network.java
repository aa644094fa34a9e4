package io.github.bellows.common.model;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.random.SeededRandom;
import java.util.List;

/**
 * A checked network: every layer with its resolved inputs, its shapes and its parameters' places.
 * Immutable; what engines translate.
 *
 * <p>What flows through it are <em>values</em>, numbered: first the network's inputs, then the
 * output of each layer.
 */
public final class Network {
  private final ModelSpec spec;
  private final List<Node> nodes;
  private final List<Output> outputs;
  private final ParameterLayout layout;

  Network(ModelSpec spec, List<Node> nodes, List<Output> outputs, ParameterLayout layout) {
    this.spec = spec;
    this.nodes = List.copyOf(nodes);
    this.outputs = List.copyOf(outputs);
    this.layout = layout;
  }

  /**
   * A layer in a network.
   *
   * @param layer name and options
   * @param sources the values it reads, at least one; all come before its own
   * @param inputs their shapes
   * @param output the shape it makes
   * @param variableLength whether its first input holds sequences that may end before the last step
   * @param parameters its learned tensors' places in the flat vector
   * @param statistics its statistics' places
   */
  public record Node(
      NamedLayer layer,
      List<Integer> sources,
      List<Shape> inputs,
      Shape output,
      boolean variableLength,
      List<ParameterLayout.Entry> parameters,
      List<ParameterLayout.Entry> statistics) {
    /** Copies the lists. */
    public Node {
      sources = List.copyOf(sources);
      inputs = List.copyOf(inputs);
      parameters = List.copyOf(parameters);
      statistics = List.copyOf(statistics);
    }

    /** Returns the shape of the first input; the only one of most layers. */
    public Shape input() {
      return inputs.get(0);
    }

    /** Returns the number of learned values. */
    public long parameterCount() {
      return count(parameters);
    }

    /** Returns the number of values that the layer keeps and does not learn. */
    public long statisticsCount() {
      return count(statistics);
    }

    private static long count(List<ParameterLayout.Entry> entries) {
      return entries.stream().mapToLong(ParameterLayout.Entry::length).sum();
    }

    /** Returns what messages call the layer, such as {@code model.layers.c1 (conv2d)}. */
    public String where() {
      return Network.where(layer);
    }
  }

  /**
   * An output of a network.
   *
   * @param spec layer, loss, weight and label
   * @param value the value it is
   * @param shape of one sample
   * @param padded whether it is sequences that may end before the last step, the last dimension:
   *     nothing is to be learned behind the ends
   */
  public record Output(ModelOutput spec, int value, Shape shape, boolean padded) {
    /** Returns the number of elements of one sample. */
    public int width() {
      return Math.toIntExact(shape.elements());
    }
  }

  /**
   * Returns the network of a description.
   *
   * @throws TrainingException ({@link ErrorCode#CONFIGURATION}) if a name is used twice or unknown,
   *     a layer cannot take its inputs (which layer, which sizes) or is read by nobody, or the
   *     parameters exceed 2²⁹ − 1
   */
  public static Network of(ModelSpec spec) {
    return new NetworkBuilder(spec).build();
  }

  static String where(NamedLayer layer) {
    return "model.layers." + layer.name() + " (" + layer.spec().kind() + ")";
  }

  /** Returns the description this network was made of. */
  public ModelSpec spec() {
    return spec;
  }

  /** Returns the layers in order; each comes after those it reads. */
  public List<Node> nodes() {
    return nodes;
  }

  /** Returns the number of the value that the first layer makes: the number of inputs. */
  public int firstLayerValue() {
    return spec.inputs().size();
  }

  /** Returns the outputs in order. */
  public List<Output> outputs() {
    return outputs;
  }

  /** Returns the places of all parameters and statistics. */
  public ParameterLayout layout() {
    return layout;
  }

  /** Returns the shape of the first output for one sample; the only one of most networks. */
  public Shape output() {
    return outputs.get(0).shape();
  }

  /** Returns the number of features of one sample: the elements of all inputs. */
  public long features() {
    return spec.inputs().stream().mapToLong(input -> input.shape().elements()).sum();
  }

  /**
   * Returns the first parameters and statistics of a run. Each tensor has a generator of its own,
   * keyed by (seed, index of the tensor), so that adding a layer at the end leaves the others'
   * values.
   */
  public float[] initialParameters(long seed) {
    float[] flat = new float[layout.length()];
    for (int i = 0; i < layout.entries().size(); i++) {
      ParameterLayout.Entry entry = layout.entries().get(i);
      SeededRandom random = SeededRandom.of(seed, "initial".hashCode(), i);
      entry.spec().initializer().fill(flat, entry.spec().at(entry.offset()), random);
    }
    return flat;
  }
}
