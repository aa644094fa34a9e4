package io.github.bellows.worker.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Two samples of four steps with two features; the first ends after three, the second after one.
 */
class TorchStepsTest {
  private static final float[] VALUES = {
    1, 2, 3, 4, 5, 6, 77, 88,
    9, 10, 77, 88, 77, 88, 77, 88
  };

  @BeforeAll
  static void load() {
    assertThat(new TorchProvider().describe()).startsWith("libtorch 2.");
  }

  private static TorchSteps steps() {
    return new TorchSteps(Tensor.create(new long[] {3, 1}), 4);
  }

  private static Tensor values() {
    return Tensor.create(VALUES, 2, 4, 2);
  }

  private static float[] of(Tensor tensor) {
    return TorchTensors.values(tensor);
  }

  @Test
  void marksWhatLiesBehindTheEnds() {
    try (PointerScope scope = new PointerScope()) {
      assertThat(TorchSteps.longest(Tensor.create(new long[] {3, 1}))).isEqualTo(3);
      assertThat(of(steps().behind().to(torch.ScalarType.Float)))
          .containsExactly(0, 0, 0, 1, 0, 1, 1, 1);
    }
  }

  @Test
  void clearsItWhateverItIs() {
    try (PointerScope scope = new PointerScope()) {
      float[] noise = VALUES.clone();
      noise[6] = Float.NaN;
      noise[15] = Float.NEGATIVE_INFINITY;
      assertThat(of(steps().cleared(Tensor.create(noise, 2, 4, 2))))
          .containsExactly(1, 2, 3, 4, 5, 6, 0, 0, 9, 10, 0, 0, 0, 0, 0, 0);
      assertThat(of(steps().cleared(Tensor.create(new float[] {1, 2, 3, 4, 5, 6, 7, 8}, 2, 4))))
          .containsExactly(1, 2, 3, 0, 5, 0, 0, 0);
    }
  }

  @Test
  void turnsEachSequenceAroundByItself() {
    try (PointerScope scope = new PointerScope()) {
      assertThat(of(steps().reversed(values())))
          .containsExactly(5, 6, 3, 4, 1, 2, 77, 88, 9, 10, 77, 88, 77, 88, 77, 88);
      assertThat(of(steps().reversed(steps().reversed(values())))).isEqualTo(VALUES);
    }
  }

  @Test
  void findsTheLastStepAndTheMean() {
    try (PointerScope scope = new PointerScope()) {
      assertThat(of(steps().last(values()))).containsExactly(5, 6, 9, 10);
      assertThat(of(steps().mean(values()))).containsExactly(3, 4, 9, 10);
    }
  }
}
