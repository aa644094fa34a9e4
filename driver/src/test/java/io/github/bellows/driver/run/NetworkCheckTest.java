package io.github.bellows.driver.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bellows.common.config.ModelYaml;
import io.github.bellows.common.data.FeatureType;
import io.github.bellows.common.data.Label;
import io.github.bellows.common.data.LabelField;
import io.github.bellows.common.data.OutputLabels;
import io.github.bellows.common.data.SampleSchema;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.model.Network;
import io.github.bellows.common.model.Shape;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkCheckTest {
  private static final Label FEATURES = new Label.Features();

  private static Network network(int outputs, String loss) {
    String yaml =
        """
        input: [4]
        layers:
          - dense: { name: out, units: %d }
        loss: %s
        """;
    return Network.of(ModelYaml.read(yaml.formatted(outputs, loss), "test"));
  }

  /** Returns a network that gives [channels, 3, 2]. */
  private static Network image(int channels, String loss) {
    String yaml =
        """
        input: [1, 3, 2]
        layers:
          - conv2d: { name: out, filters: %d, kernel: 1 }
        loss: %s
        """;
    return Network.of(ModelYaml.read(yaml.formatted(channels, loss), "test"));
  }

  private static Label classes(String... names) {
    return new Label.Classes(List.of(names));
  }

  private static Label numbers(int length) {
    return new Label.Values(length);
  }

  private static Label mask(int classes, int length) {
    return new Label.Mask(IntStream.range(0, classes).mapToObj(i -> "c" + i).toList(), length);
  }

  private static void check(Network network, Label label) {
    NetworkCheck.checkLabels(
        network, SampleSchema.of(network.spec().input(), FeatureType.FLOAT32, label));
  }

  private static void assertRefused(Network network, Label label, ErrorCode code, String message) {
    assertThatThrownBy(() -> check(network, label))
        .isInstanceOfSatisfying(TrainingException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessage(message);
  }

  private static void assertRefused(Network network, Label label, String message) {
    assertRefused(network, label, ErrorCode.CONFIGURATION, message);
  }

  @Test
  void acceptsAnOutputForEveryClassOrNumber() {
    assertThatCode(
            () -> {
              check(network(3, "crossEntropy"), classes("a", "b", "c"));
              check(network(3, "crossEntropy"), classes("a"));
              check(network(3, "crossEntropy"), numbers(3));
              check(image(3, "crossEntropy"), mask(3, 6));
              check(image(3, "crossEntropy"), mask(2, 6));
              check(network(1, "binaryCrossEntropy"), classes("a", "b"));
              check(network(1, "binaryCrossEntropy"), numbers(1));
              check(network(5, "binaryCrossEntropy"), numbers(5));
              check(network(4, "binaryCrossEntropy"), FEATURES);
              check(network(1, "hinge"), classes("a", "b"));
              check(network(3, "hinge"), classes("a", "b", "c"));
              check(network(2, "hinge"), numbers(2));
            })
        .doesNotThrowAnyException();
  }

  @Test
  void paddingIsNothingToLearn() {
    Network reader =
        Network.of(
            ModelYaml.read(
                """
                input: [5, 1]
                variableLength: true
                layers:
                  - lstm: { units: 2 }
                  - dense: { units: 5 }
                loss: meanSquaredError
                """,
                "test"));
    List<LabelField> labels = List.of(new LabelField("self", FEATURES));
    SampleSchema padded =
        new SampleSchema(Shape.of(5, 1), FeatureType.FLOAT32, labels, false, true);
    assertThatThrownBy(() -> NetworkCheck.checkLabels(reader, padded))
        .hasMessage(
            "data.label.kind = features: would compare outputs with the padding of sequences of"
                + " different lengths. Leave data.length out, or learn another label.");
    SampleSchema full = new SampleSchema(Shape.of(5, 1), FeatureType.FLOAT32, labels, false, false);
    assertThatCode(() -> NetworkCheck.checkLabels(reader, full)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"meanSquaredError", "meanAbsoluteError", "huber"})
  void numbersAndFeaturesFitTheLossesOfNumbers(String loss) {
    assertThatCode(
            () -> {
              check(network(1, loss), numbers(1));
              check(network(5, loss), numbers(5));
              check(network(4, loss), FEATURES);
              check(image(1, loss), FEATURES);
            })
        .doesNotThrowAnyException();
    assertRefused(
        network(2, loss),
        classes("a", "b"),
        "model.loss = "
            + loss
            + ": needs number labels, but data.label holds classes. Give"
            + " layer out one unit per number, and data.label.kind: number or vector.");
    assertRefused(
        network(2, loss),
        mask(2, 4),
        "model.loss = "
            + loss
            + ": needs number labels, but data.label holds masks. Give"
            + " layer out one unit per number, and data.label.kind: number or vector.");
    assertRefused(
        network(2, loss),
        FEATURES,
        "model.loss = "
            + loss
            + ": layer out has 2 outputs for 4 features. Give layer out one unit per feature.");
  }

  @Test
  void refusesMoreClassesThanOutputs() {
    String message =
        "labels: there are 3 classes up to 'fish', outside the 2 outputs of layer out. Give layer"
            + " out one unit per class, or correct the labels.";
    for (String loss : List.of("crossEntropy", "hinge")) {
      assertRefused(network(2, loss), classes("cat", "dog", "fish"), ErrorCode.BAD_DATA, message);
    }
    assertRefused(
        image(2, "crossEntropy"),
        mask(3, 6),
        ErrorCode.BAD_DATA,
        "labels: there are 3 classes up to 'c2', outside the 2 channels of layer out. Give layer"
            + " out one channel per class, or correct the labels.");
  }

  @Test
  void refusesMoreThanTwoClassesForOneOutput() {
    assertRefused(
        network(1, "binaryCrossEntropy"),
        classes("cat", "dog", "fish"),
        ErrorCode.BAD_DATA,
        "labels: there are 3 classes up to 'fish', but one output tells two apart. Give layer out"
            + " one unit per class and write model.loss: crossEntropy, or correct the labels.");
    assertRefused(
        network(2, "binaryCrossEntropy"),
        classes("cat", "dog"),
        "model.loss = binaryCrossEntropy: layer out has 2 outputs, but a class needs one. Give"
            + " layer out one unit, or write model.loss: crossEntropy.");
  }

  @Test
  void refusesNumbersForCrossEntropy() {
    String rest = " Write data.label.kind: class, or model.loss: meanSquaredError.";
    assertRefused(
        network(2, "crossEntropy"),
        numbers(1),
        "model.loss = crossEntropy: needs class labels, but data.label holds numbers." + rest);
    assertRefused(
        network(4, "crossEntropy"),
        FEATURES,
        "model.loss = crossEntropy: needs class labels, but data.label holds the features." + rest);
  }

  @Test
  void refusesAnotherNumberOfNumbers() {
    for (String loss :
        List.of("crossEntropy", "binaryCrossEntropy", "meanSquaredError", "huber", "hinge")) {
      assertRefused(
          network(2, loss),
          numbers(3),
          "model.loss = "
              + loss
              + ": layer out has 2 outputs for 3 numbers. Give layer out one unit per number, and"
              + " data.label.kind: number or vector.");
    }
  }

  @Test
  void probabilitiesAtManyPlacesAreLearnedAndNotMeasured() {
    Network places = image(3, "crossEntropy");
    SampleSchema schema = SampleSchema.of(Shape.of(18), FeatureType.FLOAT32, numbers(18));
    assertThatCode(() -> NetworkCheck.checkLabels(places, schema)).doesNotThrowAnyException();
    OutputLabels labels = OutputLabels.of(places, schema);
    assertThatThrownBy(() -> labels.measure(0))
        .hasMessageContaining("which can be learned but not measured");
  }

  @Test
  void refusesMasksThatDoNotLieOnTheOutput() {
    assertRefused(
        image(3, "crossEntropy"),
        mask(3, 8),
        "model.loss = crossEntropy: layer out gives [3, 3, 2], 6 places, for masks of 8. Change"
            + " strides, padding or model.input so that the places agree.");
    assertRefused(
        network(3, "crossEntropy"),
        mask(3, 4),
        "model.loss = crossEntropy: layer out gives one row of outputs, but data.label has a class"
            + " per place. End with a layer that keeps the places, such as conv2d with kernel 1.");
    assertRefused(
        network(1, "binaryCrossEntropy"),
        mask(2, 4),
        "model.loss = binaryCrossEntropy: needs class or number labels, but data.label holds"
            + " masks. Write model.loss: crossEntropy.");
    assertRefused(
        image(3, "crossEntropy"),
        classes("a", "b"),
        "model.loss = crossEntropy: layer out gives [3, 3, 2], outputs for many places, but"
            + " data.label is for the whole sample. Put flatten and a dense layer behind it, or"
            + " write data.label.kind: mask.");
  }

  @Test
  void namesOutputAndLabelWhereThereAreSeveral() {
    Network network =
        Network.of(
            ModelYaml.read(
                """
                input: [4]
                layers:
                  - dense: { name: kind, units: 2 }
                  - dense: { name: price, units: 1, inputs: [input] }
                outputs:
                  - { layer: kind, loss: crossEntropy }
                  - { layer: price, loss: meanSquaredError }
                """,
                "test"));
    Label pets = classes("cat", "dog");
    assertThatCode(() -> NetworkCheck.checkLabels(network, schema(pets, numbers(1))))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> NetworkCheck.checkLabels(network, schema(pets, pets)))
        .hasMessage(
            "model.outputs.price.loss = meanSquaredError: needs number labels, but"
                + " data.labels.second holds classes. Give layer price one unit per number, and"
                + " data.labels.second.kind: number or vector.");
    assertThatThrownBy(() -> check(network, pets))
        .hasMessageStartingWith("model.outputs: 2 outputs are compared with 1 label. ");
  }

  private static SampleSchema schema(Label first, Label second) {
    return new SampleSchema(
        Shape.of(4),
        FeatureType.FLOAT32,
        List.of(new LabelField("first", first), new LabelField("second", second)),
        false,
        false);
  }
}
