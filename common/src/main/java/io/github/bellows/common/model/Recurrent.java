package io.github.bellows.common.model;

import io.github.bellows.common.initial.Constant;
import io.github.bellows.common.initial.GlorotUniform;
import io.github.bellows.common.initial.HeUniform;
import io.github.bellows.common.initial.Initializer;
import io.github.bellows.common.initial.Orthogonal;
import io.github.bellows.common.initial.PerGate;
import io.github.bellows.common.initial.Zeros;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A recurrent layer, or a stack of them, that reads a sequence [steps, features] step by step from
 * a state of zeros; PyTorch's {@code RNN}, {@code LSTM} and {@code GRU} with their formulas, tensor
 * names and order of gates (lstm: input, forget, cell, output; gru: reset, update, new, the reset
 * gate applied behind the recurrent matrix).
 *
 * <p>First values, unless the configuration gives others: of the input matrices Glorot (He for
 * relu), of the recurrent ones orthogonal, both for each gate by itself; of biases 0, but 1 for the
 * forget gate in {@code bias_ih}. A rule for biases is used for both.
 *
 * <p>Reference: Elman, "Finding Structure in Time", Cognitive Science 14, 1990; Hochreiter,
 * Schmidhuber, "Long Short-Term Memory", Neural Computation 9, 1997; Gers, Schmidhuber, Cummins,
 * "Learning to Forget", Neural Computation 12, 2000; Cho et al., "Learning Phrase Representations
 * using RNN Encoder-Decoder", EMNLP 2014; Jozefowicz, Zaremba, Sutskever, "An Empirical Exploration
 * of Recurrent Network Architectures", ICML 2015, section 2.2 (forget gate).
 *
 * @param cell what a step computes
 * @param units size of the state, in each direction, at least 1
 * @param bias whether biases are learned
 * @param stack layers and directions
 * @param result what of the top layer's states becomes the output
 * @param initialization rules for first values
 */
public record Recurrent(
    Cell cell, int units, boolean bias, Stack stack, Result result, Initialization initialization)
    implements UnaryLayer {
  /** Its rows in the family. */
  public static final List<LayerType> TYPES =
      List.of(
          new LayerType("rnn", options -> read(options, rnn(options))),
          new LayerType("lstm", options -> read(options, Cell.LSTM)),
          new LayerType("gru", options -> read(options, Cell.GRU)));

  private static final String ACTIVATION_KEY = "activation";

  /** What a step computes of its input and the state before it. */
  public enum Cell {
    /** h = tanh(W·x + U·h + b). */
    RNN_TANH("rnn", 1),
    /** h = max(0, W·x + U·h + b). */
    RNN_RELU("rnn", 1),
    /** Long short-term memory. */
    LSTM("lstm", 4),
    /** Gated recurrent unit. */
    GRU("gru", 3);

    private final String kind;
    private final int gates;

    Cell(String kind, int gates) {
      this.kind = kind;
      this.gates = gates;
    }
  }

  /** What of the top layer's states becomes the output. */
  public enum Result {
    /** The state after the last step; backwards, after the first: [units · directions]. */
    LAST("last"),
    /** The states after all steps: [steps, units · directions]. */
    SEQUENCE("sequence"),
    /** Their mean over the steps: [units · directions]. */
    MEAN("mean");

    private final String word;

    Result(String word) {
      this.word = word;
    }
  }

  /**
   * Layers on top of each other, each reading the states of the one below.
   *
   * @param layers at least 1
   * @param bidirectional whether each has a second set of weights that reads backwards; its states
   *     stand behind those of the first
   * @param dropout share of the states between two layers that training sets to 0, in [0, 1); above
   *     0 it needs two layers
   */
  public record Stack(int layers, boolean bidirectional, double dropout) implements Serializable {
    /** One layer that reads forwards. */
    public static final Stack SINGLE = new Stack(1, false, 0);

    /** Checks the options. */
    public Stack {
      if (layers < 1) {
        throw new IllegalArgumentException("layers = " + layers + ": must be at least 1");
      }
      if (!(dropout >= 0 && dropout < 1)) {
        throw new IllegalArgumentException("dropout = " + dropout + ": must be in [0, 1)");
      }
      if (dropout > 0 && layers == 1) {
        throw new IllegalArgumentException(
            "dropout = " + dropout + ": stands between layers, so it needs layers of at least 2");
      }
    }

    /** Returns 2 if bidirectional, else 1. */
    public int directions() {
      return bidirectional ? 2 : 1;
    }
  }

  /** Checks the sizes. */
  public Recurrent {
    if (units < 1) {
      throw new IllegalArgumentException("units = " + units + ": must be at least 1");
    }
  }

  private static Cell rnn(LayerOptions options) {
    Map<String, Cell> cells = new LinkedHashMap<>();
    cells.put("tanh", Cell.RNN_TANH);
    cells.put("relu", Cell.RNN_RELU);
    return options.choice(ACTIVATION_KEY, cells, "tanh", "tanh");
  }

  private static Recurrent read(LayerOptions options, Cell cell) {
    int units = options.required("units", 1, 128);
    boolean bias = options.flag("bias", true);
    int layers = options.whole("layers", 1, 1);
    boolean bidirectional = options.flag("bidirectional", false);
    double dropout = options.number("dropout", LayerOptions.Interval.BELOW_ONE, 0);
    Map<String, Result> results = new LinkedHashMap<>();
    for (Result result : Result.values()) {
      results.put(result.word, result);
    }
    Result result = options.choice("return", results, Result.LAST.word, Result.LAST.word);
    Initialization initialization = options.initialization(true, bias);
    Stack stack = new Stack(layers, bidirectional, dropout);
    return new Recurrent(cell, units, bias, stack, result, initialization);
  }

  @Override
  public String kind() {
    return cell.kind;
  }

  @Override
  public Map<String, Object> options() {
    Map<String, Object> options = new LinkedHashMap<>();
    options.put("units", units);
    if (cell.kind.equals("rnn")) {
      options.put(ACTIVATION_KEY, cell == Cell.RNN_RELU ? "relu" : "tanh");
    }
    options.put("bias", bias);
    options.put("layers", stack.layers);
    options.put("bidirectional", stack.bidirectional);
    options.put("dropout", stack.dropout);
    options.put("return", result.word);
    options.putAll(initialization.options());
    return options;
  }

  @Override
  public StepMask stepMask() {
    return result == Result.SEQUENCE ? StepMask.KEEPS : StepMask.ENDS;
  }

  @Override
  public Shape outputShape(Shape input) {
    if (input.rank() != 2) {
      throw new ShapeException(
          "needs a sequence [steps, features], but gets " + input,
          "Give model.input two sizes, put an embedding before it, or a layer with return: sequence");
    }
    int states = width();
    return result == Result.SEQUENCE ? Shape.of(input.size(0), states) : Shape.of(states);
  }

  /** Returns the number of states after a step: units · directions. */
  private int width() {
    return Math.multiplyExact(units, stack.directions());
  }

  private int inputs(int layer, Shape input) {
    return layer == 0 ? input.size(1) : width();
  }

  @Override
  public List<ParameterSpec> parameters(Shape input) {
    List<ParameterSpec> parameters = new ArrayList<>();
    for (int layer = 0; layer < stack.layers; layer++) {
      for (int direction = 0; direction < stack.directions(); direction++) {
        String place = "_l" + layer + (direction == 0 ? "" : "_reverse");
        addMatrices(parameters, place, inputs(layer, input));
        if (bias) {
          addBiases(parameters, place);
        }
      }
    }
    return parameters;
  }

  private void addMatrices(List<ParameterSpec> parameters, String place, int inputs) {
    int rows = Math.multiplyExact(cell.gates, units);
    Initializer standard = cell == Cell.RNN_RELU ? new HeUniform(0) : new GlorotUniform();
    Initializer weight = PerGate.same(cell.gates, initialization.weightOr(standard));
    Initializer recurrent = PerGate.same(cell.gates, initialization.recurrentOr(new Orthogonal(1)));
    parameters.add(
        new ParameterSpec("weight_ih" + place, Shape.of(rows, inputs), weight, inputs, units));
    parameters.add(
        new ParameterSpec("weight_hh" + place, Shape.of(rows, units), recurrent, units, units));
  }

  private void addBiases(List<ParameterSpec> parameters, String place) {
    Shape shape = Shape.of(cell.gates * units);
    Initializer rule = initialization.biasOrZeros();
    Initializer first = rule;
    if (cell == Cell.LSTM && initialization.bias() == null) {
      first = new PerGate(List.of(new Zeros(), new Constant(1), new Zeros(), new Zeros()));
    }
    parameters.add(new ParameterSpec("bias_ih" + place, shape, first, units, units));
    parameters.add(new ParameterSpec("bias_hh" + place, shape, rule, units, units));
  }

  @Override
  public long multiplyAdds(Shape input) {
    long perStep = 0;
    for (int layer = 0; layer < stack.layers; layer++) {
      long perUnit = (long) inputs(layer, input) + units;
      perStep += Math.multiplyExact(perUnit, (long) cell.gates * width());
    }
    return Math.multiplyExact(perStep, (long) input.size(0));
  }

  /** Returns gates and states of every step, layer and direction. */
  @Override
  public long innerElements(List<Shape> inputs) {
    long states = cell == Cell.LSTM ? 2 : 1;
    long perStep = Math.multiplyExact((cell.gates + states) * stack.layers, (long) width());
    return Math.multiplyExact(perStep, (long) inputs.get(0).size(0));
  }
}
