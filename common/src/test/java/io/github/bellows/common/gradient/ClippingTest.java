package io.github.bellows.common.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values over several tensors are PyTorch's: OptimizerGoldenTest. */
class ClippingTest {
  private static final double NO = Double.POSITIVE_INFINITY;

  @Test
  void scalesTheWholeToItsNorm() {
    // torch.nn.utils.clip_grad_norm_([3, 4], 1.0) gives [0.5999999, 0.7999999] (torch 2.13, fp32).
    float[] gradient = {3, 4};
    Clipping.scale(gradient, 0, 2, new Clipping(1, NO, NO).scale(5));
    assertThat(gradient[0]).isCloseTo(0.5999999f, within(1e-7f));
    assertThat(gradient[1]).isCloseTo(0.7999999f, within(1e-7f));
  }

  @Test
  void theLimitsOfWholeAndLayerAreTwo() {
    Clipping clipping = new Clipping(2, 1, NO);
    assertThat(clipping.scale(4)).isCloseTo(0.5f, within(1e-6f));
    assertThat(clipping.layerScale(4)).isCloseTo(0.25f, within(1e-6f));
    assertThat(clipping.byLayer()).isTrue();
    assertThat(new Clipping(2, NO, 1).byLayer()).isFalse();
    assertThat(new Clipping(2, NO, 1).layerScale(1e30)).isEqualTo(1f);
    assertThat(new Clipping(NO, 1, 1).scale(1e30)).isEqualTo(1f);
  }

  @Test
  void leavesShortGradientsAlone() {
    assertThat(new Clipping(5, NO, NO).scale(4.9)).isEqualTo(1f);
    assertThat(new Clipping(5, NO, NO).scale(0)).isEqualTo(1f);
    assertThat(Clipping.NONE.scale(1e30)).isEqualTo(1f);
    float[] gradient = {0x1p-149f, Float.MAX_VALUE};
    Clipping.scale(gradient, 0, 2, 1f);
    Clipping.NONE.cut(gradient, 0, 2);
    assertThat(gradient).containsExactly(0x1p-149f, Float.MAX_VALUE);
  }

  @Test
  void scalesAndCutsTheRangeOnly() {
    float[] gradient = {-3, 0.5f, 4, -4, 3};
    Clipping.scale(gradient, 1, 4, 0.5f);
    assertThat(gradient).containsExactly(-3, 0.25f, 2, -2, 3);
    new Clipping(NO, NO, 1).cut(gradient, 1, 4);
    assertThat(gradient).containsExactly(-3, 0.25f, 1, -1, 3);
  }

  @Test
  void aCutKeepsWhatIsNoNumber() {
    float[] gradient = {Float.NaN, Float.NEGATIVE_INFINITY};
    new Clipping(NO, NO, 1).cut(gradient, 0, 2);
    assertThat(gradient).containsExactly(Float.NaN, -1);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN})
  void refusesWhatIsNoLimit(double limit) {
    String rule = " = " + limit + ": must be positive";
    assertThatThrownBy(() -> new Clipping(limit, 1, 1)).hasMessage("norm" + rule);
    assertThatThrownBy(() -> new Clipping(1, limit, 1)).hasMessage("layerNorm" + rule);
    assertThatThrownBy(() -> new Clipping(1, 1, limit)).hasMessage("value" + rule);
  }
}
