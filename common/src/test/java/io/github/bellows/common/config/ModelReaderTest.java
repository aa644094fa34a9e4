package io.github.bellows.common.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bellows.common.loss.BinaryCrossEntropy;
import io.github.bellows.common.loss.CrossEntropy;
import io.github.bellows.common.loss.Hinge;
import io.github.bellows.common.loss.Huber;
import io.github.bellows.common.loss.Loss;
import io.github.bellows.common.loss.MeanAbsoluteError;
import io.github.bellows.common.loss.MeanSquaredError;
import io.github.bellows.common.loss.OwnLoss;
import io.github.bellows.common.model.ModelInput;
import io.github.bellows.common.model.ModelOutput;
import io.github.bellows.common.model.ModelSpec;
import io.github.bellows.common.model.Shape;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Inputs, outputs and losses of {@code model:}; its layers are tested elsewhere. */
class ModelReaderTest {
  private static final String LAYERS = "layers: [dense: { name: out, units: 3 }]\n";

  static List<Arguments> losses() {
    return List.of(
        Arguments.of("crossEntropy", CrossEntropy.PLAIN),
        Arguments.of(
            "{ crossEntropy: { classWeights: [1, 2.5, 0.5], labelSmoothing: 0.1 } }",
            new CrossEntropy(List.of(1.0, 2.5, 0.5), 0.1)),
        Arguments.of("{ crossEntropy: { labelSmoothing: 0.2 } }", new CrossEntropy(List.of(), 0.2)),
        Arguments.of("binaryCrossEntropy", new BinaryCrossEntropy()),
        Arguments.of("meanSquaredError", new MeanSquaredError()),
        Arguments.of("meanAbsoluteError", new MeanAbsoluteError()),
        Arguments.of("huber", new Huber(1)),
        Arguments.of("{ huber: { delta: 0.5 } }", new Huber(0.5)),
        Arguments.of("hinge", new Hinge()));
  }

  @ParameterizedTest
  @MethodSource("losses")
  void eachLossIsReadAndWrittenBackEqual(String yaml, Loss loss) {
    ModelSpec spec = ModelYaml.read("input: [4]\n" + LAYERS + "loss: " + yaml + "\n", "m");
    assertThat(spec.outputs()).containsExactly(new ModelOutput("out", loss, 1, null));
    assertThat(ModelYaml.read(ModelYaml.write(spec), "again")).isEqualTo(spec);
  }

  @Test
  void everyLossIsInTheTable() {
    assertThat(
            losses().stream()
                .map(row -> (Object) row.get()[1])
                .<Class<?>>map(Object::getClass)
                .collect(Collectors.<Class<?>>toSet()))
        .doesNotContain(OwnLoss.class) // which no configuration can name
        .hasSize(Loss.class.getPermittedSubclasses().length - 1);
    assertThat(losses().stream().map(row -> ((Loss) row.get()[1]).kind()))
        .containsAll(Losses.kinds());
  }

  @Test
  void severalInputsAndOutputsAreReadAndWrittenBackEqual() {
    String text =
        """
        inputs:
          image: [1, 4, 4]
          age: [1]
        layers:
          - flatten: { inputs: [image] }
          - dense: { name: a, units: 3 }
          - dense: { name: b, units: 3, inputs: [age] }
          - add: { name: sum, inputs: [a, b] }
          - dense: { name: value, units: 1, inputs: [a] }
        outputs:
          - layer: sum
          - layer: value
            loss: { huber: { delta: 2 } }
            weight: 0.25
            label: price
        """;
    ModelSpec spec = ModelYaml.read(text, "m");
    assertThat(spec.inputs())
        .containsExactly(
            new ModelInput("image", Shape.of(1, 4, 4), false),
            new ModelInput("age", Shape.of(1), false));
    assertThat(spec.outputs())
        .containsExactly(
            new ModelOutput("sum", CrossEntropy.PLAIN, 1, null),
            new ModelOutput("value", new Huber(2), 0.25, "price"));
    assertThat(ModelYaml.read(ModelYaml.write(spec), "again")).isEqualTo(spec);
  }

  @Test
  void aModelRemembersThatItsSequencesEndEarly() {
    ModelSpec spec = ModelYaml.read("input: [9, 4]\nvariableLength: true\n" + LAYERS, "m");
    assertThat(spec.inputs()).containsExactly(new ModelInput("input", Shape.of(9, 4), true));
    assertThat(ModelYaml.read(ModelYaml.write(spec), "again")).isEqualTo(spec);
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(
        Arguments.of(
            "loss: crossEntrpy",
            "model.loss = crossEntrpy: is no loss of this version."
                + " Did you mean crossEntropy?"),
        Arguments.of(
            "outputs: [{ layer: out, loss: { crossEntropy: { labelSmoothing: -1 } } }]",
            "model.outputs.0.loss.crossEntropy.labelSmoothing = -1: must be a number in [0, 1). Write for example 0."),
        Arguments.of(
            "loss: { crossEntropy: { labelSmoothing: 1 } }",
            "model.loss.crossEntropy.labelSmoothing = 1: must be a number in [0, 1). Write for"
                + " example 0."),
        Arguments.of(
            "loss: { crossEntropy: { classWeights: 2 } }",
            "model.loss.crossEntropy.classWeights = 2: must be a list. Write for example [1, 2]."),
        Arguments.of(
            "loss: { hinge: { margin: 1 } }",
            "model.loss.hinge.margin = 1: unknown key. There are no keys here: remove it."),
        Arguments.of(
            "outputs: out",
            "model.outputs = out: must be a list. Write for example" + " [{layer: out}]."),
        Arguments.of(
            "outputs: [{ loss: hinge }]",
            "model.outputs.0.layer: is required. Write for" + " example layer: out."),
        Arguments.of(
            "outputs: [{ layer: out, weight: 0 }]",
            "model.outputs.0.weight = 0: must be a" + " number above 0. Write for example 1."),
        Arguments.of(
            "outputs: [{ layer: out, wight: 1 }]",
            "model.outputs.0.wight = 1: unknown key. Did you mean weight?"),
        Arguments.of(
            "inputs: {}",
            "model.inputs = {}: names no input. Write for example {image: [1, 28," + " 28]}."),
        Arguments.of(
            "inputs: { image: 784 }",
            "model.inputs.image = 784: must be a list. Write for" + " example [1, 28, 28]."),
        Arguments.of(
            "inputs: { a-b: [784] }",
            "model.inputs.a-b = [784]: the name must be letters,"
                + " digits and _, and start with a letter. Write for example image."),
        Arguments.of(
            "input: []",
            "model.input = []: must have at least one size. Write for example" + " [1, 28, 28]."),
        Arguments.of(
            "input: [0, 4]",
            "model.input.0 = 0: must be a whole number of at least 1." + " Write for example 1."));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void saysWhatIsWrongAndWhere(String line, String message) {
    MessagesTest.assertMessage(
        """
        data: { train: { format: digits } }
        model:
          layers: [flatten, dense: { name: out, units: 10 }]
          %s
        """
            .formatted(line),
        message + " (conf/x.yaml:4)");
  }

  @Test
  void oneOrSeveralNotBoth() {
    MessagesTest.assertMessage(
        """
        data: { train: { format: digits } }
        model:
          layers: [flatten, dense: { name: out, units: 10 }]
          input: [784]
          inputs: { a: [784] }
          loss: hinge
          outputs: [{ layer: out }]
        """,
        """
        2 errors in the configuration:
          model.input = [784]: does not go with inputs, which name several. Keep one. (conf/x.yaml:4)
          model.loss = hinge: does not go with outputs, which have a loss each. Keep one. (conf/x.yaml:6)""");
  }

  private static String tabular(String labels, String model) {
    return """
        data: { train: { format: csv, path: a.csv }, %s }
        model:
          layers: [dense: { name: a, units: 4 }, dense: { name: b, units: 4, inputs: [input] }]
          input: [4]
          %s
        """
        .formatted(labels, model);
  }

  private static String only(String kind, String loss) {
    return """
        data: { train: { format: csv, path: a.csv }, label: { kind: %s } }
        model: { input: [4], layers: [dense: { name: a, units: 4 }]%s }
        """
        .formatted(kind, loss);
  }

  @ParameterizedTest
  @CsvSource({
    "class, crossEntropy",
    "mask, crossEntropy",
    "number, meanSquaredError",
    "vector, meanSquaredError",
    "features, meanSquaredError"
  })
  void theLabelDecidesTheLossWhereNoneIsNamed(String kind, String loss) {
    assertThat(Configs.load(only(kind, "")).model().outputs().get(0).loss().kind()).isEqualTo(loss);
  }

  /** Which losses compare an output with which labels; {@code –} marks those that do not. */
  @ParameterizedTest
  @CsvSource({
    "crossEntropy,       class, mask, –,      vector, –",
    "binaryCrossEntropy, class, –,    number, vector, features",
    "meanSquaredError,   –,     –,    number, vector, features",
    "meanAbsoluteError,  –,     –,    number, vector, features",
    "huber,              –,     –,    number, vector, features",
    "hinge,              class, –,    number, vector, –"
  })
  void lossesFitTheirLabels(
      String loss, String asClass, String asMask, String asNumber, String asVector, String asIs) {
    List<String> kinds = List.of("class", "mask", "number", "vector", "features");
    List<String> row = List.of(asClass, asMask, asNumber, asVector, asIs);
    for (int i = 0; i < kinds.size(); i++) {
      String yaml = only(kinds.get(i), ", loss: " + loss);
      if (row.get(i).equals("–")) {
        assertThatThrownBy(() -> Configs.load(yaml))
            .hasMessageStartingWith(
                "model.loss = " + loss + ": does not go with a label of kind " + kinds.get(i));
      } else {
        assertThat(Configs.load(yaml).model().outputs().get(0).loss().kind()).isEqualTo(loss);
      }
    }
  }

  @Test
  void aLossThatDoesNotFitSaysWhichDo() {
    MessagesTest.assertMessage(
        only("class", ", loss: huber"),
        "model.loss = huber: does not go with a label of kind class. Use crossEntropy,"
            + " binaryCrossEntropy or hinge, or a label of kind number, vector or features."
            + " (conf/x.yaml:2)");
  }

  private static final String TWO =
      "labels: [{ column: y, kind: class }, { column: price, kind: number }]";

  /** The first output names the second label, so the other gets the first by name as well. */
  @Test
  void outputsArePairedWithLabelsByPlaceOrName() {
    assertThat(
            Configs.load(tabular(TWO, "outputs: [{ layer: a }, { layer: b }]")).model().outputs())
        .containsExactly(
            new ModelOutput("a", CrossEntropy.PLAIN, 1, null),
            new ModelOutput("b", new MeanSquaredError(), 1, null));
    assertThat(
            Configs.load(
                    tabular(TWO, "outputs: [{ layer: a, label: price }, { layer: b, label: y }]"))
                .model()
                .outputs())
        .containsExactly(
            new ModelOutput("a", new MeanSquaredError(), 1, "price"),
            new ModelOutput("b", CrossEntropy.PLAIN, 1, "y"));
  }

  /** Two outputs may learn one label, as in networks with a second, earlier head. */
  @Test
  void outputsMayShareALabelByName() {
    assertThat(
            Configs.load(
                    tabular(
                        "label: { column: y }", "outputs: [{ layer: a }, { layer: b, label: y }]"))
                .model()
                .outputs())
        .hasSize(2);
  }

  static Stream<Arguments> pairings() {
    return Stream.of(
        Arguments.of(
            TWO,
            "outputs: [{ layer: a, label: prize }, { layer: b }]",
            "model.outputs.0.label = prize: there is no such label in the data. Did you mean"
                + " price? (conf/x.yaml:5)"),
        Arguments.of(
            TWO,
            "outputs: [{ layer: a, label: price }, { layer: b }]",
            "model.outputs = [{layer: a, label: price}, {layer: b}]: no output is compared with"
                + " label y. Add an output for it, or remove the label. (conf/x.yaml:5)"),
        Arguments.of(
            "label: { column: y }",
            "outputs: [{ layer: a }, { layer: b }]",
            "model.outputs.1.layer = b: has no label to be compared with: the data has 1. Add one to"
                + " data.labels, or name one here with label: y. (conf/x.yaml:5)"),
        Arguments.of(
            TWO,
            "outputs: [{ layer: a }, { layer: b, loss: crossEntropy }]",
            "model.outputs.1.loss = crossEntropy: does not go with a label of kind number. Use"
                + " binaryCrossEntropy, meanSquaredError, meanAbsoluteError, huber or hinge, or a"
                + " label of kind class, vector or mask. (conf/x.yaml:5)"));
  }

  @ParameterizedTest
  @MethodSource("pairings")
  void saysWhatDoesNotPairUp(String labels, String outputs, String message) {
    MessagesTest.assertMessage(tabular(labels, outputs), message);
  }

  @Test
  void oneLossCannotServeTwoLabels() {
    MessagesTest.assertMessage(
        tabular(TWO, "loss: crossEntropy")
            .replace("}, dense: { name: b, units: 4, inputs: [input] }", "}"),
        "model.outputs: no output is compared with label price. Add an output for it, or remove the"
            + " label. (conf/x.yaml:2)");
  }

  /** What {@code data.length} says of the samples reaches the first input. */
  @Test
  void lengthsMakeTheFirstInputsSequencesEndEarly() {
    String yaml =
        """
        data: { train: { format: csv, path: a.csv }, label: { kind: vector }%s }
        model: { input: [6, 2], layers: [dense: { units: 4 }, flatten, dense: { units: 3 }] }
        """;
    assertThat(Configs.load(yaml.formatted("")).model().inputs())
        .containsExactly(new ModelInput("input", Shape.of(6, 2), false));
    assertThatThrownBy(() -> Configs.load(yaml.formatted(", length: n")))
        .hasMessage(
            "model.layers.flatten1 (flatten): would mix the padding of sequences of different"
                + " lengths into its results. Put a layer before it that reads each sequence to its"
                + " end, such as lstm with return: last, or leave data.length out. (conf/x.yaml:2)");
  }
}
