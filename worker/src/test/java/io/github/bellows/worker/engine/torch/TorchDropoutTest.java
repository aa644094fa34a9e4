package io.github.bellows.worker.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bellows.common.data.SampleBatch;
import io.github.bellows.common.model.Network;
import io.github.bellows.common.random.SeededRandom;
import io.github.bellows.worker.Batches;
import io.github.bellows.worker.TestNetworks;
import io.github.bellows.worker.engine.FlatMemory;
import io.github.bellows.worker.engine.GradientEngine;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TorchDropoutTest {
  private static final int SAMPLES = 100;
  private static final int ELEMENTS = 1000;

  @BeforeAll
  static void load() {
    assertThat(new TorchProvider().describe()).startsWith("libtorch 2.");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.1, 0.25, 0.5, 0.9})
  void dropsThatShareAndScalesTheOthers(double rate) {
    float[] output = masked(rate, 0, true, 1);
    long zeros = count(output, 0);
    // The number of zeros is binomial; five standard deviations.
    double deviation = Math.sqrt(output.length * rate * (1 - rate));
    assertThat((double) zeros).isCloseTo(output.length * rate, within(5 * deviation));
    assertThat(count(output, (float) (1 / (1 - rate)))).isEqualTo(output.length - zeros);
    for (int sample = 0; sample < SAMPLES; sample++) {
      int first = sample * ELEMENTS;
      long own = IntStream.range(first, first + ELEMENTS).filter(i -> output[i] == 0).count();
      assertThat((double) own)
          .as("zeros of sample %s", sample)
          .isCloseTo(ELEMENTS * rate, within(5 * Math.sqrt(ELEMENTS * rate * (1 - rate))));
    }
  }

  @Test
  void equalKeysMakeEqualMasks() {
    assertThat(masked(0.5, 2, true, 77)).isEqualTo(masked(0.5, 2, true, 77));
  }

  @Test
  void anyOtherStepLaneOrLayerMakesAnotherMask() {
    Set<String> masks = new HashSet<>();
    for (int step = 0; step < 4; step++) {
      for (int lane = 0; lane < 4; lane++) {
        for (int layer = 0; layer < 4; layer++) {
          float[] mask = masked(0.5, layer, true, SeededRandom.key(42, step, lane));
          assertThat(masks.add(java.util.Arrays.toString(mask))).isTrue();
        }
      }
    }
    // Masks that are not only different, but as different as independent ones: half the elements.
    float[] one = masked(0.5, 0, true, SeededRandom.key(42, 0, 0));
    float[] next = masked(0.5, 0, true, SeededRandom.key(42, 0, 1));
    long differing = IntStream.range(0, one.length).filter(i -> one[i] != next[i]).count();
    assertThat((double) differing)
        .isCloseTo(one.length / 2.0, within(5 * Math.sqrt(one.length) / 2));
  }

  @Test
  void leavesTheInputAloneInEvaluationAndAtRateZero() {
    assertThat(count(masked(0.5, 0, false, 1), 1)).isEqualTo(SAMPLES * ELEMENTS);
    assertThat(count(masked(0, 0, true, 1), 1)).isEqualTo(SAMPLES * ELEMENTS);
  }

  @Test
  void gradientsGoThroughTheMask() {
    try (PointerScope scope = new PointerScope()) {
      Tensor input = torch.ones(SAMPLES, ELEMENTS).set_requires_grad(true);
      Tensor output = new TorchDropout(0.4, 3).forward(input, pass(true, 9));
      output.sum().backward();
      assertThat(input.grad().equal(output)).isTrue();
    }
  }

  @Test
  void aNetworkDropsByItsKey() {
    Network network = TestNetworks.of(TestNetworks.EVERYTHING);
    FlatMemory gradient = new FlatMemory(network.layout().length());
    SampleBatch batch = Batches.random(network, 16, 3);
    try (GradientEngine engine =
        new TorchProvider().open(network, TestNetworks.parameters(network, 1))) {
      engine.gradient(batch, gradient, SeededRandom.key(42, 7, 1));
      float[] first = TestNetworks.values(gradient);
      engine.gradient(batch, gradient, SeededRandom.key(42, 7, 0));
      assertThat(TestNetworks.values(gradient)).isNotEqualTo(first);
      engine.gradient(batch, gradient, SeededRandom.key(42, 7, 1));
      assertThat(TestNetworks.values(gradient)).isEqualTo(first);
    }
  }

  private static TorchPass pass(boolean training, long key) {
    return new TorchPass(training, key, torch.make_generator_cpu(0), null);
  }

  /** Returns what becomes of ones. */
  private static float[] masked(double rate, int layer, boolean training, long key) {
    try (PointerScope scope = new PointerScope()) {
      Tensor ones = torch.ones(SAMPLES, ELEMENTS);
      Tensor output = new TorchDropout(rate, layer).forward(ones, pass(training, key));
      float[] values = new float[SAMPLES * ELEMENTS];
      output.data_ptr_float().get(values);
      return values;
    }
  }

  private static long count(float[] values, float value) {
    return IntStream.range(0, values.length).filter(i -> values[i] == value).count();
  }
}
