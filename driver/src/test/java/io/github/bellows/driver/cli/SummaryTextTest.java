package io.github.bellows.driver.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.bellows.common.config.ModelYaml;
import io.github.bellows.common.model.Network;
import io.github.bellows.common.model.summary.NetworkSummary;
import io.github.bellows.driver.run.MemoryEstimate;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What people and programs read of a network of two inputs, two outputs and a residual block. */
class SummaryTextTest {
  private static final NetworkSummary SUMMARY =
      NetworkSummary.of(
          Network.of(
              ModelYaml.read(
                  """
                  inputs: { image: [1, 6, 8], row: [3] }
                  layers:
                    - conv2d: { name: c1, filters: 2, kernel: 3, padding: same, inputs: [image] }
                    - add: { name: sum, inputs: [c1, c1] }
                    - maxPool2d: { name: p, kernel: [2, 4] }
                    - flatten: { name: flat }
                    - dense: { name: out, units: 3 }
                    - dense: { name: p1, units: 1, activation: sigmoid, inputs: [row] }
                  outputs:
                    - { layer: out }
                    - { layer: p1, loss: binaryCrossEntropy, weight: 0.5 }
                  """,
                  "test")));

  /** By hand: c1 has 2·(9 + 1) parameters and 96·9 products; flat has 12 elements. */
  @Test
  void peopleReadATable() {
    MemoryEstimate memory = new MemoryEstimate(2, 16, 2, 2, false, false, false, 1260, 756, 25_648);
    assertThat(SummaryText.of(SUMMARY, memory))
        .isEqualToNormalizingNewlines(
            """
            input image: 1×6×8
            input row: 3
            layer         kind       output  parameters  kept  multiply-adds  sees  stride
            c1            conv2d     2×6×8           20     –            864  3×3        1
            sum ← c1, c1  add        2×6×8            –     –              –  3×3        1
            p             maxPool2d  2×3×2            –     –              –  4×6      2×4
            flat          flatten    12               –     –              –
            out           dense      3               39     –             36
            p1 ← row      dense      1                4     –              3
            output out: 3, crossEntropy
            output p1: 1, binaryCrossEntropy × 0.5

            What weights would be if places did not share them: with weights of its own for each output, through
            the same window (locally connected), or from the whole input (dense).
            layer  shared  locally connected  dense
            c1         20                960  4,704

            63 parameters and 0 kept values (0.0 MiB), 903 multiply-adds per sample
            memory, estimated: 0.002 MiB per sample
              0.0 MiB for each worker: gradients of 2 lanes, a batch of 16 samples
              0.0 MiB shared: parameters twice, mean gradient, optimizer values (2 for each)
              0.0 MiB for the copy that a checkpoint is written from
              0.1 MiB for 2 workers
            hint: model.layers.p1 (dense) ends in sigmoid, but binaryCrossEntropy applies sigmoid itself: together they learn slowly. Leave sigmoid out; predictions get sigmoid anyway.
            """);
  }

  @Test
  void everyTensorIsListedOnDemand() {
    assertThat(SummaryText.tensors(SUMMARY))
        .startsWith("tensor      shape         first values")
        .contains("c1.weight   [2, 1, 3, 3]  glorotUniform  learned");
  }

  @Test
  void programsReadKeys() throws IOException {
    MemoryEstimate memory = new MemoryEstimate(2, 16, 2, 2, false, false, false, 1260, 756, 25_648);
    String layer =
        """
        {"name": "c1", "kind": "conv2d", "inputs": ["image"], "output": [2, 6, 8],
         "parameters": 20, "statistics": 0, "multiplyAdds": 864,
         "receptiveField": {"size": [3, 3], "stride": [1, 1]},
         "withoutSharing": {"locallyConnected": 960, "dense": 4704},
         "tensors": [
           {"name": "c1.weight", "shape": [2, 1, 3, 3], "initializer": "glorotUniform",
            "learned": true},
           {"name": "c1.bias", "shape": [2], "initializer": "zeros", "learned": true}]}
        """;
    ObjectMapper mapper = new ObjectMapper();
    var json = mapper.readTree(SummaryJson.of(SUMMARY, memory).toString());
    assertThat(json.at("/layers/0")).isEqualTo(mapper.readTree(layer));
    assertThat(json.at("/layers/4").has("receptiveField")).isFalse();
    assertThat(json.at("/inputs/0").toString())
        .isEqualTo("{\"name\":\"image\",\"shape\":[1,6,8],\"variableLength\":false}");
    assertThat(json.at("/outputs/1").toString())
        .isEqualTo(
            "{\"layer\":\"p1\",\"shape\":[1],\"loss\":\"binaryCrossEntropy\",\"weight\":0.5}");
    assertThat(json.at("/totals").toString())
        .isEqualTo("{\"parameters\":63,\"statistics\":0,\"multiplyAdds\":903}");
    assertThat(json.at("/memory").size()).isEqualTo(9);
    assertThat(json.at("/hints")).hasSize(1);
    assertThat(SummaryJson.of(SUMMARY, null).at("/memory").size()).isEqualTo(1);
  }
}
