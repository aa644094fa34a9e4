package io.github.bellows.worker.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TorchLabelsTest {
  @BeforeAll
  static void load() {
    assertThat(new TorchProvider().describe()).startsWith("libtorch 2.");
  }

  @ParameterizedTest
  @ValueSource(floats = {-0.1f, 1.5f})
  void binaryCrossEntropyNeedsProbabilities(float bad) {
    TorchLabels labels = numbers(0, 1, bad);
    assertThatThrownBy(() -> labels.probabilities(torch.zeros(3, 1)))
        .isInstanceOfSatisfying(
            TrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_DATA))
        .hasMessageStartingWith(
            "model.loss = binaryCrossEntropy: needs labels that are numbers in [0, 1], or two"
                + " classes, but gets numbers from ");
    assertThat(numbers(0, 1, 0.5f).probabilities(torch.zeros(3, 1)).numel()).isEqualTo(3);
  }

  @Test
  void hingeNeedsSigns() {
    TorchLabels labels = numbers(0, 1, -1);
    assertThatThrownBy(() -> labels.signs(torch.zeros(3, 1)))
        .isInstanceOfSatisfying(
            TrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_DATA))
        .hasMessage(
            "model.loss = hinge: needs labels that are -1 and 1, or two classes, but gets numbers"
                + " from -1.0 to 1.0. Scale or correct the labels, or choose another loss.");
    assertThat(numbers(1, 1, -1).signs(torch.zeros(3, 1)).sum().item_float()).isEqualTo(1);
  }

  @Test
  void numbersAreNoIndices() {
    assertThatThrownBy(() -> numbers(1).indices()).isInstanceOf(IllegalStateException.class);
  }

  private static TorchLabels numbers(float... values) {
    return new TorchLabels(Tensor.create(values).reshape(values.length, 1), false);
  }
}
