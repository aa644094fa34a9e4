package io.github.bellows.common.model.summary;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.bellows.common.config.ConfigLoader;
import io.github.bellows.common.config.ModelYaml;
import io.github.bellows.common.model.ModuleReader;
import io.github.bellows.common.model.Network;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Counts of whole networks against PyTorch's, written by {@code scripts/golden/summary.py}. */
class NetworkSummaryGoldenTest {
  private static final Path EXAMPLES = Path.of("../conf/examples");

  private static JsonNode golden(String family, String network) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            NetworkSummaryGoldenTest.class.getResourceAsStream("/golden/summary.json"))) {
      return new ObjectMapper().readTree(in).required(family).required(network);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Vgg16", "ResNet18", "UNet", "Lstm"})
  void countsWhatPytorchCounts(String name) throws IOException {
    JsonNode golden = golden("networks", name);
    Network network = Network.of(ModelYaml.read(golden.get("model").toString(), name));
    requireEqual(network, golden);
  }

  @Test
  void countsWhatPytorchCountsInTheExample() throws IOException {
    String file = "resnet.yaml";
    String yaml = Files.readString(EXAMPLES.resolve(file));
    Network network =
        Network.of(
            ConfigLoader.load(file, yaml, Map.of(), List.of())
                .config()
                .model()
                .spec(ModuleReader.NONE));
    requireEqual(network, golden("examples", file));
  }

  private static void requireEqual(Network network, JsonNode golden) {
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
