package io.github.bellows.common.config;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where a configuration says what only its whole network shows to be wrong. */
class NetworkErrorsTest {
  @Test
  void wrongClassWeightsHaveTheLineOfTheLoss() {
    String yaml =
        """
        data: { train: { format: digits } }
        model:
          layers: [flatten, dense: { name: out, units: 10 }]
          loss: { crossEntropy: { classWeights: [1, 2] } }
        """;
    assertThatThrownBy(() -> Configs.load(yaml))
        .hasMessageStartingWith(
            "model.loss.crossEntropy.classWeights = [1.0, 2.0]: has 2 weights, but layer out has"
                + " outputs for 10 classes")
        .hasMessageEndingWith("(conf/x.yaml:4)");
    String several =
        yaml.replace("  loss:", "  outputs: [{ layer: out, loss:").replace("] } }", "] } } }]");
    assertThatThrownBy(() -> Configs.load(several))
        .hasMessageContaining("[1.0, 2.0]: has 2 weights")
        .hasMessageEndingWith("(conf/x.yaml:4)");
  }

  @Test
  void anOutputThatIsNoLayerIsNamedWhateverTheData() {
    String yaml =
        """
        data: { train: { format: csv, path: a.csv } }
        model:
          layers: [dense: { name: out, units: 10 }]
          outputs: [{ layer: aut }]
        """;
    assertThatThrownBy(() -> Configs.load(yaml))
        .hasMessage(
            "model.outputs.0.layer = aut: there is no such layer; there are out. Did you mean out?"
                + " (conf/x.yaml:4)");
  }

  /** What only the whole network shows is said with the line of the layer, or of the outputs. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "dense: { name: b, units: 4, inputs: [aa] } | out | model.layers.b (dense) inputs = [aa] | 5",
        "dense: { name: a, units: 4 } | out | model.layers.a (dense): the name is used twice | 5",
        "conv2d: { name: b, filters: 1, kernel: 3 } | out | model.layers.b (conv2d): needs an image | 5",
        "dense: { name: b, units: 4 } | ot | model.outputs.0.layer = ot: there is no such layer | 7"
      })
  void aNetworksErrorHasItsLine(String layer, String output, String message, int line) {
    String yaml =
        """
        data: { train: { format: digits } }
        model:
          layers:
            - flatten: { name: a }
            - %s
            - dense: { name: out, units: 10 }
          outputs: [{ layer: %s }]
        """;
    assertThatThrownBy(() -> Configs.load(yaml.formatted(layer, output)))
        .hasMessageStartingWith(message)
        .hasMessageEndingWith("(conf/x.yaml:" + line + ")");
  }
}
