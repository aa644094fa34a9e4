package io.github.bellows.common.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bellows.common.loss.BinaryCrossEntropy;
import io.github.bellows.common.loss.CrossEntropy;
import io.github.bellows.common.loss.Hinge;
import io.github.bellows.common.loss.Huber;
import io.github.bellows.common.loss.Loss;
import io.github.bellows.common.loss.MeanAbsoluteError;
import io.github.bellows.common.loss.MeanSquaredError;
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
        .containsExactlyInAnyOrder(Loss.class.getPermittedSubclasses());
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
}
