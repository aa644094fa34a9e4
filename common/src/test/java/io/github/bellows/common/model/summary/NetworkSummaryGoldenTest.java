package io.github.bellows.common.model.summary;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.bellows.common.config.ModelYaml;
import io.github.bellows.common.model.Network;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Counts of whole networks against PyTorch's, written by {@code scripts/golden/summary.py}. */
class NetworkSummaryGoldenTest {
  private static JsonNode golden(String network) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            NetworkSummaryGoldenTest.class.getResourceAsStream("/golden/summary.json"))) {
      return new ObjectMapper().readTree(in).required("networks").required(network);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Vgg16", "ResNet18", "UNet", "Lstm"})
  void countsWhatPytorchCounts(String name) throws IOException {
    JsonNode golden = golden(name);
    Network network = Network.of(ModelYaml.read(golden.get("model").toString(), name));
    NetworkSummary summary = NetworkSummary.of(network);
    assertThat(network.output().sizes())
        .isEqualTo(
            StreamSupport.stream(golden.get("output").spliterator(), false)
                .map(JsonNode::asInt)
                .toList());
    assertThat(summary.parameters()).isEqualTo(golden.get("parameters").asLong());
    assertThat(summary.statistics()).isEqualTo(golden.get("statistics").asLong());
    assertThat(summary.multiplyAdds()).isEqualTo(golden.get("multiplyAdds").asLong());
  }
}
