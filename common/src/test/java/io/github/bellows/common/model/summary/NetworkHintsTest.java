package io.github.bellows.common.model.summary;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bellows.common.config.ModelYaml;
import io.github.bellows.common.model.Network;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworkHintsTest {
  private static List<String> hints(String layers, String losses) {
    String text = "input: [4]\nlayers: [" + layers + "]\n" + losses + "\n";
    return NetworkHints.of(Network.of(ModelYaml.read(text, "test")));
  }

  @Test
  void crossEntropyBehindSoftmaxIsSaid() {
    assertThat(hints("dense: {name: out, units: 3, activation: softmax}", "loss: crossEntropy"))
        .containsExactly(
            "model.layers.out (dense) ends in softmax, but crossEntropy applies softmax itself:"
                + " together they learn slowly. Leave softmax out; predictions get softmax"
                + " anyway.");
  }

  @Test
  void binaryCrossEntropyBehindASigmoidLayerIsSaid() {
    assertThat(
            hints(
                "dense: {units: 1}, sigmoid: {name: s}, identity, flatten",
                "loss: binaryCrossEntropy"))
        .containsExactly(
            "model.layers.s (sigmoid) ends in sigmoid, but binaryCrossEntropy applies sigmoid"
                + " itself: together they learn slowly. Leave sigmoid out; predictions get sigmoid"
                + " anyway.");
  }

  @ParameterizedTest
  @CsvSource({
    "crossEntropy, softmax, 1",
    "crossEntropy, sigmoid, 1",
    "crossEntropy, hardSigmoid, 1",
    "crossEntropy, logSoftmax, 0",
    "crossEntropy, identity, 0",
    "crossEntropy, relu, 0",
    "binaryCrossEntropy, softmax, 1",
    "binaryCrossEntropy, logSoftmax, 1",
    "binaryCrossEntropy, sigmoid, 1",
    "binaryCrossEntropy, tanh, 0",
    "meanSquaredError, sigmoid, 0",
    "hinge, sigmoid, 0"
  })
  void whichPairsAreSuspicious(String loss, String activation, int hints) {
    assertThat(hints("dense: {units: 3, activation: " + activation + "}", "loss: " + loss))
        .hasSize(hints);
  }

  @Test
  void aSoftmaxInTheMiddleIsNot() {
    assertThat(hints("dense: {units: 3, activation: softmax}, dense: {units: 2}", "")).isEmpty();
  }

  @Test
  void everyOutputIsLookedAt() {
    assertThat(
            hints(
                "dense: {name: a, units: 3, activation: softmax}, dense: {name: b, units: 1,"
                    + " inputs: [input], activation: sigmoid}",
                "outputs: [{layer: a}, {layer: b, loss: binaryCrossEntropy}]"))
        .hasSize(2);
  }
}
