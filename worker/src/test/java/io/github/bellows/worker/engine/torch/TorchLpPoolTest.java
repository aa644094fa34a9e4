package io.github.bellows.worker.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bellows.common.model.Extent;
import io.github.bellows.common.model.LpPool;
import io.github.bellows.common.model.Padding;
import io.github.bellows.common.model.Window;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a norm has no derivative; the golden files hold where it has one. */
class TorchLpPoolTest {
  private static TorchLpPool pairs(double p) {
    Extent one = Extent.of(1, 1);
    Extent two = Extent.of(1, 2);
    return new TorchLpPool(new LpPool(new Window(two, two, Padding.of(1, 0), one), p));
  }

  private static TorchPass pass() {
    return new TorchPass(true, 1, torch.make_generator_cpu(0), null);
  }

  private static Tensor sequence(float... values) {
    return Tensor.create(values, 1, 1, values.length).set_requires_grad(true);
  }

  private static float[] values(Tensor tensor) {
    float[] values = new float[(int) tensor.numel()];
    tensor.contiguous().data_ptr_float().get(values);
    return values;
  }

  /** PyTorch 2.13's lp_pool1d gives NaN for the first two elements at p = 2. */
  @ParameterizedTest
  @ValueSource(doubles = {1, 1.5, 2, 3, 4, 20})
  void aWindowOfZerosGetsAGradientOfZero(double p) {
    try (PointerScope scope = new PointerScope()) {
      Tensor input = sequence(0, 0, 2, 0, 0, -3);
      Tensor output = pairs(p).forward(input, pass());
      output.sum().backward();
      assertThat(values(output)).containsExactly(new float[] {0, 2, 3}, within(1e-5f));
      assertThat(values(input.grad()))
          .containsExactly(new float[] {0, 0, 1, 0, 0, -1}, within(1e-5f));
    }
  }

  /** Powers that vanish in fp32 would have a slope of infinity. */
  @ParameterizedTest
  @ValueSource(doubles = {1, 1.5, 2, 4, 8, 20})
  void tinyElementsGetAFiniteGradient(double p) {
    try (PointerScope scope = new PointerScope()) {
      for (int exponent = -149; exponent < 0; exponent++) {
        float tiny = Math.scalb(1f, exponent);
        Tensor input = sequence(tiny, -tiny);
        Tensor output = pairs(p).forward(input, pass());
        output.sum().backward();
        assertThat(values(output)[0]).isBetween(0f, 2.001f * tiny);
        for (float slope : values(input.grad())) {
          assertThat(Math.abs(slope)).as("2^%s", exponent).isBetween(0f, 1.001f);
        }
      }
    }
  }

  /** The norms of (3, −4), by hand. */
  @Test
  void isTheNormOfAWindow() {
    try (PointerScope scope = new PointerScope()) {
      assertThat(values(pairs(1).forward(sequence(3, -4), pass()))[0]).isEqualTo(7f);
      assertThat(values(pairs(2).forward(sequence(3, -4), pass()))[0]).isEqualTo(5f);
      assertThat(values(pairs(3).forward(sequence(3, -4), pass()))[0])
          .isCloseTo(4.497941f, within(1e-5f)); // the cube root of 91
    }
  }
}
