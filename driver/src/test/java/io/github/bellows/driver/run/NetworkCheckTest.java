package io.github.bellows.driver.run;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bellows.common.config.ModelYaml;
import io.github.bellows.common.data.Label;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.model.Network;
import java.util.List;
import org.junit.jupiter.api.Test;

class NetworkCheckTest {
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

  private static Label classes(String... names) {
    return new Label.Classes(List.of(names));
  }

  private static void assertRefused(Network network, Label label, ErrorCode code, String message) {
    assertThatThrownBy(() -> NetworkCheck.checkLabels(network, label))
        .isInstanceOfSatisfying(
            TrainingException.class,
            e -> org.assertj.core.api.Assertions.assertThat(e.code()).isEqualTo(code))
        .hasMessage(message);
  }

  @Test
  void acceptsAnOutputForEveryClassOrNumber() {
    assertThatCode(
            () -> {
              NetworkCheck.checkLabels(network(3, "crossEntropy"), classes("a", "b", "c"));
              NetworkCheck.checkLabels(network(3, "crossEntropy"), classes("a"));
              NetworkCheck.checkLabels(network(1, "meanSquaredError"), new Label.Values(1));
              NetworkCheck.checkLabels(network(5, "meanSquaredError"), new Label.Values(5));
            })
        .doesNotThrowAnyException();
  }

  @Test
  void refusesMoreClassesThanOutputs() {
    assertRefused(
        network(2, "crossEntropy"),
        classes("cat", "dog", "fish"),
        ErrorCode.BAD_DATA,
        "labels: there are 3 classes up to 'fish', outside the 2 outputs of layer out. Give layer"
            + " out one unit per class, or correct the labels.");
  }

  @Test
  void refusesNumbersForCrossEntropy() {
    assertRefused(
        network(2, "crossEntropy"),
        new Label.Values(1),
        ErrorCode.CONFIGURATION,
        "model.loss = crossEntropy: needs class labels, but data.label holds numbers. Write"
            + " data.label.kind: class, or model.loss: meanSquaredError.");
  }

  @Test
  void refusesClassesForSquares() {
    assertRefused(
        network(2, "meanSquaredError"),
        classes("a", "b"),
        ErrorCode.CONFIGURATION,
        "model.loss = meanSquaredError: needs number labels, but data.label holds classes. Give"
            + " layer out one unit per number, and data.label.kind: number or vector.");
  }

  @Test
  void refusesAnotherNumberOfNumbers() {
    assertRefused(
        network(2, "meanSquaredError"),
        new Label.Values(3),
        ErrorCode.CONFIGURATION,
        "model.loss = meanSquaredError: layer out has 2 outputs for 3 numbers. Give layer out one"
            + " unit per number, and data.label.kind: number or vector.");
  }
}
