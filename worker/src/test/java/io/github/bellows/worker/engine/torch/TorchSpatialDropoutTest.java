package io.github.bellows.worker.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TorchSpatialDropoutTest {
  private static final int SAMPLES = 60;
  private static final int CHANNELS = 50;
  private static final int PLACES = 6;

  @BeforeAll
  static void load() {
    assertThat(new TorchProvider().describe()).startsWith("libtorch 2.");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.2, 0.5, 0.8})
  void dropsWholeChannelsAndScalesTheOthers(double rate) {
    float[] output = masked(rate, 4, true, 1);
    int channels = SAMPLES * CHANNELS;
    int zeros = 0;
    for (int channel = 0; channel < channels; channel++) {
      float first = output[channel * PLACES];
      assertThat(first).isIn(0f, (float) (1 / (1 - rate)));
      for (int place = 1; place < PLACES; place++) {
        assertThat(output[channel * PLACES + place]).isEqualTo(first);
      }
      zeros += first == 0 ? 1 : 0;
    }
    // The number of zeros is binomial; five standard deviations.
    assertThat((double) zeros)
        .isCloseTo(channels * rate, within(5 * Math.sqrt(channels * rate * (1 - rate))));
  }

  @Test
  void samplesHaveMasksOfTheirOwn() {
    float[] output = masked(0.5, 4, true, 1);
    int length = CHANNELS * PLACES;
    long differing =
        IntStream.range(0, length).filter(i -> output[i] != output[length + i]).count() / PLACES;
    assertThat((double) differing).isCloseTo(CHANNELS / 2.0, within(5 * Math.sqrt(CHANNELS) / 2));
  }

  @Test
  void equalKeysMakeEqualMasksAndOthersOthers() {
    float[] mask = masked(0.5, 4, true, 77);
    assertThat(masked(0.5, 4, true, 77)).isEqualTo(mask);
    assertThat(masked(0.5, 4, true, 78)).isNotEqualTo(mask);
    assertThat(masked(0.5, 5, true, 77)).isNotEqualTo(mask);
  }

  @Test
  void leavesTheInputAloneInEvaluationAndAtRateZero() {
    assertThat(masked(0.5, 0, false, 1)).containsOnly(1);
    assertThat(masked(0, 0, true, 1)).containsOnly(1);
  }

  @Test
  void gradientsGoThroughTheMask() {
    try (PointerScope scope = new PointerScope()) {
      Tensor input = torch.ones(4, 5, 2, 3).set_requires_grad(true);
      Tensor output = new TorchSpatialDropout(0.4, 3).forward(input, pass(true, 9));
      output.sum().backward();
      assertThat(input.grad().equal(output)).isTrue();
    }
  }

  private static TorchPass pass(boolean training, long key) {
    return new TorchPass(training, key, torch.make_generator_cpu(0), null);
  }

  /** Returns what becomes of ones. */
  private static float[] masked(double rate, int layer, boolean training, long key) {
    try (PointerScope scope = new PointerScope()) {
      Tensor ones = torch.ones(SAMPLES, CHANNELS, 2, PLACES / 2);
      Tensor output = new TorchSpatialDropout(rate, layer).forward(ones, pass(training, key));
      float[] values = new float[SAMPLES * CHANNELS * PLACES];
      output.data_ptr_float().get(values);
      return values;
    }
  }
}
