package io.github.bellows.common.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bellows.common.config.ModelYaml;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which layers may read sequences of different lengths. */
class VariableLengthTest {
  private static final String MIXES =
      " would mix the padding of sequences of different lengths into its results. Put ";

  private static Network network(String input, String layers) {
    return Network.of(
        ModelYaml.read(
            "{ input: " + input + ", variableLength: true, layers: [" + layers + "] }", "test"));
  }

  @Test
  void stepsAreKnownUntilALayerReadsToTheEnds() {
    Network network =
        network(
            "[9]",
            "embedding: { vocabulary: 5, size: 4 }, dropout: { rate: 0.5 },"
                + " gru: { units: 4, return: sequence }, dense: { units: 3 }, softmax,"
                + " lstm: { units: 2 }, dense: { units: 2 }");
    assertThat(network.nodes().stream().map(Network.Node::variableLength))
        .containsExactly(true, true, true, true, true, true, false);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[9, 2] | permute: { order: [2, 1] } | model.layers.dense1 (dense)",
        "[9, 2] | flatten | model.layers.flatten1 (flatten)",
        "[9, 2] | lstm: { units: 3, return: sequence }, flatten | model.layers.flatten1 (flatten)",
        "[9, 2] | conv1d: { filters: 3, kernel: 2 } | model.layers.conv1d1 (conv1d)",
        "[9, 2, 2] | tanh | model.layers.tanh1 (tanh)",
        "[9, 2, 2] | softmax | model.layers.softmax1 (softmax)",
        "[9] | dense: { units: 3 } | model.layers.dense1 (dense)",
        "[9] | softmax | model.layers.softmax1 (softmax)",
        "[9] | dropout: { rate: 0.5 } | model.layers.dropout1 (dropout)",
      })
  void aLayerThatWouldMixPaddingInIsRefused(String input, String layers, String where) {
    assertThatThrownBy(() -> network(input, layers + ", dense: { units: 2 }"))
        .isInstanceOfSatisfying(
            TrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION))
        .hasMessageStartingWith(where + ":" + MIXES)
        .hasMessageEndingWith(", or leave data.length out.");
  }

  @Test
  void aLossReadsNoSequencesOfDifferentLengths() {
    assertThatThrownBy(() -> network("[9, 2]", "gru: { name: out, units: 3, return: sequence }"))
        .hasMessageContaining("model.outputs layer = out: its sequences have different lengths");
  }

  @Test
  void turnedSequencesMayBeAnOutput() {
    Network network =
        network(
            "[9, 2]", "gru: { units: 3, return: sequence }, permute: { name: out, order: [2, 1] }");
    assertThat(network.outputs().get(0).padded()).isTrue();
    assertThat(network.output()).isEqualTo(Shape.of(3, 9));
    assertThat(network("[9, 2]", "gru: { units: 3 }").outputs().get(0).padded()).isFalse();
  }
}
