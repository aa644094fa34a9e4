package io.github.bellows.common.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.bellows.common.config.ModelYaml;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.model.Network;
import io.github.bellows.common.model.ParameterLayout;
import io.github.bellows.common.model.Shape;
import io.github.bellows.common.storage.Storage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InitialWeightsTest {
  @TempDir java.nio.file.Path directory;

  private final Storage storage = new Storage(new Configuration());

  private Path golden(String name) throws IOException {
    java.nio.file.Path path = directory.resolve(name);
    Files.write(path, Golden.bytes(name));
    return storage.qualify(path.toString());
  }

  @Test
  void readsWhatPyTorchSavedInTheOrderOfTheLayout() throws IOException {
    assertThat(InitialWeights.read(storage, golden("network.safetensors"), Golden.networkLayout()))
        .isEqualTo(Golden.networkParameters());
  }

  @Test
  void takesTheStatisticsOfPyTorchAndLeavesItsCountOfBatches() throws IOException {
    ParameterLayout layout =
        Network.of(
                ModelYaml.read(
                    """
                    input: [1, 4, 4]
                    layers:
                      - conv2d: { name: c1, filters: 2, kernel: 2 }
                      - batchNorm: { name: norm }
                    """,
                    "test"))
            .layout();
    float[] flat = InitialWeights.read(storage, golden("normalized.safetensors"), layout);
    JsonNode tensors = Golden.tensors("normalized.safetensors");
    assertThat(tensors.required("norm.num_batches_tracked").required("dtype").textValue())
        .isEqualTo("int64");
    assertThat(layout.entries().stream().map(ParameterLayout.Entry::name))
        .containsExactly(
            "c1.weight",
            "c1.bias",
            "norm.weight",
            "norm.bias",
            "norm.running_mean",
            "norm.running_var");
    for (ParameterLayout.Entry entry : layout.entries()) {
      assertThat(Arrays.copyOfRange(flat, entry.offset(), entry.end()))
          .as(entry.name())
          .isEqualTo(Golden.values(tensors.required(entry.name())));
    }
  }

  @Test
  void namesEverythingThatDoesNotFitAtOnce() throws IOException {
    ParameterLayout layout =
        Golden.layout(
            List.of("conv1.weight", "c1.bias", "out.weight", "out.bias", "head.bias"),
            List.of(Shape.of(2, 1, 2, 2), Shape.of(2), Shape.of(3, 2), Shape.of(2), Shape.of(10)));
    Path path = golden("network.safetensors");
    assertThatThrownBy(() -> InitialWeights.read(storage, path, layout))
        .isInstanceOfSatisfying(
            TrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION))
        .hasMessage(
            path.toUri().getPath()
                + ": does not fit the network: conv1.weight [2, 1, 2, 2] is missing (the file's"
                + " c1.weight has its shape); out.weight has the shape [2, 3], the network's is"
                + " [3, 2]; head.bias [10] is missing; c1.weight is not in the network. Correct the"
                + " names in model.layers, or choose another file.");
  }

  @Test
  void suggestsTheNearestNameOfThatShape() throws IOException {
    ParameterLayout layout = Golden.layout(List.of("outs.bias"), List.of(Shape.of(2)));
    Path path = golden("network.safetensors");
    assertThatThrownBy(() -> InitialWeights.read(storage, path, layout))
        .hasMessageContaining("outs.bias [2] is missing (the file's out.bias has its shape)");
  }

  @Test
  void refusesIntegersAndInfinities() throws IOException {
    Path path = golden("mixed.safetensors");
    ParameterLayout mask = Golden.layout(List.of("mask"), List.of(Shape.of(3)));
    assertThatThrownBy(() -> InitialWeights.read(storage, path, mask))
        .hasMessageContaining("mask holds BOOL, not floating-point numbers");
    Path infinite = fileOf(1, Float.POSITIVE_INFINITY);
    ParameterLayout one = Golden.layout(List.of("a"), List.of(Shape.of(2)));
    assertThatThrownBy(() -> InitialWeights.read(storage, infinite, one))
        .isInstanceOfSatisfying(
            TrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_DATA))
        .hasMessageContaining("tensor a, element 1 = Infinity: must be finite");
  }

  private Path fileOf(float... values) throws IOException {
    java.nio.file.Path path = directory.resolve("infinite.safetensors");
    try (OutputStream out = Files.newOutputStream(path)) {
      Safetensors.write(out, List.of(FlatTensor.of("a", values)), Map.of());
    }
    return storage.qualify(path.toString());
  }

  @Test
  void namesAMissingFile() {
    Path path = storage.qualify(directory.resolve("none.safetensors").toString());
    assertThatThrownBy(() -> InitialWeights.read(storage, path, Golden.networkLayout()))
        .isInstanceOfSatisfying(
            TrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INPUT_MISSING))
        .hasMessageContaining("none.safetensors");
  }
}
