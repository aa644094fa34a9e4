package io.github.bellows.worker.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.model.Network;
import io.github.bellows.worker.TestNetworks;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TorchEmbeddingTest {
  private static final Network NETWORK =
      TestNetworks.of(
          "{ input: [3], variableLength: true, layers: [embedding: { name: words, vocabulary: 5,"
              + " size: 2 }, gru: { units: 2 }, dense: { units: 2 }] }");

  @BeforeAll
  static void load() {
    assertThat(new TorchProvider().describe()).startsWith("libtorch 2.");
  }

  private static float[] gradient(float... indices) {
    try (PointerScope scope = new PointerScope()) {
      List<Tensor> leaves = TorchTensors.leaves(NETWORK, 1);
      Tensor lengths = Tensor.create(new long[] {2});
      TorchPass pass = new TorchPass(true, 1, torch.make_generator_cpu(0), lengths);
      Tensor input = Tensor.create(indices, 1, 3);
      TorchNetwork network = new TorchNetwork(NETWORK, leaves, List.of());
      network.forward(List.of(input), pass).get(0).sum().backward();
      return TorchTensors.values(leaves.get(0).grad());
    }
  }

  @Test
  void onlyTheWordsBeforeTheEndGetAGradient() {
    float[] rows = gradient(4, 2, 1);
    assertThat(List.of(rows[0], rows[1], rows[2], rows[3], rows[6], rows[7]))
        .as("words 0, behind the end's replacement, 1, behind the end, and 3, which is not there")
        .containsOnly(0f);
    assertThat(List.of(rows[4], rows[5], rows[8], rows[9])).doesNotContain(0f);
  }

  @ParameterizedTest
  @CsvSource({"5, 5", "-1, -1", "0.5, 0.5", "NaN, NaN", "Infinity, Infinity", "1e10, 1.0E10"})
  void refusesWhatIsNoWord(float index, String shown) {
    assertThatThrownBy(() -> gradient(4, index, 1))
        .isInstanceOfSatisfying(
            TrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_DATA))
        .hasMessageStartingWith("model.layers.words (embedding) index = " + shown + ": ")
        .hasMessageContaining("must be a whole number in [0, 5)");
  }
}
