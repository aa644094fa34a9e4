package io.github.bellows.common.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.loss.CrossEntropy;
import io.github.bellows.common.loss.MeanSquaredError;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Names, order and sequences of a network, whose layers' own rules are tested elsewhere. */
class NetworkBuilderTest {
  private static final ModelInput ROW = ModelInput.only(Shape.of(4));
  private static final ModelInput SENTENCE = new ModelInput("text", Shape.of(7, 4), true);

  private static NamedLayer dense(String name, int units, String... inputs) {
    return layer(name, new Dense(units, true, new Activation.Identity()), inputs);
  }

  private static NamedLayer layer(String name, LayerSpec spec, String... inputs) {
    return new NamedLayer(name, List.of(inputs), spec);
  }

  private static ModelOutput output(String layer) {
    return new ModelOutput(layer, CrossEntropy.PLAIN, 1, null);
  }

  private static Network network(
      List<ModelInput> inputs, List<ModelOutput> outputs, NamedLayer... layers) {
    return Network.of(new ModelSpec(inputs, List.of(layers), outputs));
  }

  private static void refused(String message, List<ModelInput> inputs, NamedLayer... layers) {
    String last = layers[layers.length - 1].name();
    refused(message, inputs, List.of(output(last)), layers);
  }

  private static void refused(
      String message, List<ModelInput> inputs, List<ModelOutput> outputs, NamedLayer... layers) {
    assertThatThrownBy(() -> network(inputs, outputs, layers))
        .isInstanceOfSatisfying(
            TrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION))
        .hasMessage(message);
  }

  @Test
  void anUnknownNameIsGuessed() {
    refused(
        "model.layers.out (dense) inputs = [hiden]: there is no layer hiden; above it are input,"
            + " hidden. Did you mean hidden?",
        List.of(ROW),
        dense("hidden", 3),
        dense("out", 2, "hiden"));
  }

  @Test
  void anUnknownNameWithoutANearOneIsListed() {
    refused(
        "model.layers.out (dense) inputs = [block7]: there is no layer block7; above it are input,"
            + " hidden. Correct the layer in model.layers.",
        List.of(ROW),
        dense("hidden", 3),
        dense("out", 2, "block7"));
  }

  /** a reads b and b reads a: whichever stands first reads what stands below it. */
  @Test
  void aCircleIsALayerThatReadsBelowItself() {
    refused(
        "model.layers.a (add) inputs = [input, b]: b stands below it; a layer reads those above it,"
            + " so that there is no circle. Move the layer, or name another.",
        List.of(ROW),
        layer("a", new Add(), "input", "b"),
        dense("b", 4, "a"));
  }

  @Test
  void aLayerCannotReadItself() {
    refused(
        "model.layers.a (dense) inputs = [a]: a is the layer itself; a layer reads those above it,"
            + " so that there is no circle. Move the layer, or name another.",
        List.of(ROW),
        dense("a", 4, "a"));
  }

  @Test
  void layersAndInputsShareTheirNames() {
    refused(
        "model.layers.input (dense): the name is used twice. Give each one a name of its own.",
        List.of(ROW),
        dense("input", 4));
    refused(
        "model.inputs.a: the name is used twice. Give each one a name of its own.",
        List.of(new ModelInput("a", Shape.of(4), false), new ModelInput("a", Shape.of(4), false)),
        dense("out", 4));
    refused(
        "model.layers.b (dense): the name is used twice. Give each one a name of its own.",
        List.of(ROW),
        dense("b", 4),
        dense("b", 4));
  }

  @Test
  void whatNothingReadsIsNamed() {
    refused(
        "model.layers.lost (dense): nothing reads it. Name it in some layer's inputs, or remove it.",
        List.of(ROW),
        dense("a", 4),
        dense("lost", 4),
        dense("out", 4, "a"));
    refused(
        "model.inputs.b: nothing reads it. Name it in some layer's inputs, or remove it.",
        List.of(new ModelInput("a", Shape.of(4), false), new ModelInput("b", Shape.of(4), false)),
        dense("out", 4));
  }

  /** An output counts as read, wherever it stands. */
  @Test
  void anOutputNeedsNoReader() {
    Network network =
        network(
            List.of(ROW),
            List.of(output("second"), new ModelOutput("first", new MeanSquaredError(), 2, "y")),
            dense("first", 3),
            dense("second", 2, "input"));
    assertThat(network.outputs().stream().map(Network.Output::value)).containsExactly(2, 1);
    assertThat(network.outputs().stream().map(Network.Output::width)).containsExactly(2, 3);
  }

  @Test
  void theInputsOfASumAreEqual() {
    refused(
        "model.layers.sum (add): needs inputs of one shape, but gets 3 and 5. Make them equal, for"
            + " example by a convolution with kernel 1.",
        List.of(ROW),
        dense("a", 3),
        dense("b", 5, "input"),
        layer("sum", new Add(), "a", "b"));
    refused(
        "model.layers.sum (add): needs two inputs or more, not 1. Name them: inputs: [a, b].",
        List.of(ROW),
        dense("a", 3),
        layer("sum", new Add()));
  }

  @Test
  void layersOfOneInputTakeOne() {
    refused(
        "model.layers.out (dense): takes one input, not 2. Name one layer in inputs.",
        List.of(ROW),
        dense("a", 3),
        dense("out", 3, "a", "input"));
  }

  @Test
  void anOutputNamesALayer() {
    String message =
        "model.outputs layer = %s: there is no such layer; there are a, b. Name one of" + " them.";
    List<NamedLayer> layers = List.of(dense("a", 3), dense("b", 3));
    for (String name : List.of("c", "input")) {
      refused(
          message.formatted(name),
          List.of(ROW),
          List.of(output(name)),
          layers.toArray(NamedLayer[]::new));
    }
  }

  @Test
  void paddingIsNotMixedIntoResults() {
    refused(
        "model.layers.flat (flatten): would mix the padding of sequences of different lengths into"
            + " its results. Put a layer before it that reads each sequence to its end, such as"
            + " lstm with return: last, or leave data.length out.",
        List.of(SENTENCE),
        dense("each", 3),
        layer("flat", new Flatten()),
        dense("out", 2));
  }

  @Test
  void anOutputOfDifferentLengthsIsRefused() {
    refused(
        "model.outputs layer = each: its sequences have different lengths, and a loss would read"
            + " their padding. End with a layer that reads each sequence to its end, such as lstm"
            + " with return: last.",
        List.of(SENTENCE),
        dense("each", 3));
  }

  /** The same layers on sequences of one length are fine, and each layer knows what it gets. */
  @Test
  void layersKnowWhetherTheirStepsEndEarly() {
    ModelInput full = new ModelInput("text", Shape.of(7, 4), false);
    Network network =
        network(
            List.of(full),
            List.of(output("out")),
            dense("each", 3),
            layer("flat", new Flatten()),
            dense("out", 2));
    assertThat(network.nodes()).noneMatch(Network.Node::variableLength);
    assertThatThrownBy(
            () ->
                network(
                    List.of(SENTENCE, new ModelInput("other", Shape.of(7, 3), false)),
                    List.of(output("sum")),
                    dense("a", 3, "text"),
                    dense("b", 3, "other"),
                    layer("sum", new Add(), "a", "b")))
        .hasMessageContaining("model.outputs layer = sum: its sequences have different lengths");
  }

  @Test
  void parametersFitOneBuffer() {
    refused(
        "model.layers.b (dense) with input 10000: brings the network to over 536870911 parameters,"
            + " the most that one buffer of 2 GiB holds. Make it smaller.",
        List.of(ROW),
        dense("a", 10_000),
        dense("b", 60_000));
  }

  /** Inputs are values 0 and 1; without names the first layer reads input 0, others the above. */
  @Test
  void valuesAreNumberedInputsFirst() {
    Network network =
        network(
            List.of(
                new ModelInput("x", Shape.of(4), false), new ModelInput("y", Shape.of(3), false)),
            List.of(output("sum")),
            dense("a", 5),
            dense("b", 5, "y"),
            layer("sum", new Add(), "a", "b"));
    assertThat(network.nodes().stream().map(Network.Node::sources))
        .containsExactly(List.of(0), List.of(1), List.of(2, 3));
    assertThat(network.firstLayerValue()).isEqualTo(2);
    assertThat(network.features()).isEqualTo(7);
  }
}
