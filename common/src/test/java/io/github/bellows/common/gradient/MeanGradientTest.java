package io.github.bellows.common.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class MeanGradientTest {
  private static final double NO = Double.POSITIVE_INFINITY;

  @Test
  void dividesTheSumByTheWeight() {
    MeanGradient mean = new MeanGradient(5, 5);
    new GradientSum(new float[] {6, -9, 99}, 2, 3).divideInto(mean, 2);
    assertThat(mean.values()).containsExactly(0, 0, 2, -3, 0);
  }

  @Test
  void refusesANegativeWeight() {
    assertThatThrownBy(() -> new GradientSum(new float[1], 1, -1))
        .hasMessage("weight = -1.0: must be finite and not negative");
  }

  @Test
  void measuresTheNormOverBlocksOfAnyLength() {
    int length = MeanGradient.BLOCK + 3;
    MeanGradient mean = new MeanGradient(length, length);
    assertThat(MeanGradient.blocks(length)).isEqualTo(2);
    mean.values()[1] = 3;
    mean.values()[length - 1] = 4;
    mean.measure(1);
    mean.measure(0);
    assertThat(mean.norm()).isEqualTo(5);
  }

  @Test
  void squaresOfTheLargestFloatsStayFinite() {
    MeanGradient mean = new MeanGradient(1, 1);
    mean.values()[0] = Float.MAX_VALUE;
    mean.measure(0);
    assertThat(mean.norm()).isCloseTo(Float.MAX_VALUE, within(1e25));
    mean.values()[0] = Float.NaN;
    mean.measure(0);
    assertThat(mean.norm()).isNaN();
    mean.values()[0] = Float.NEGATIVE_INFINITY;
    mean.measure(0);
    assertThat(mean.norm()).isInfinite();
  }

  @Test
  void statisticsCountInTheNormOnlyWhenTheyAreNotFinite() {
    int length = MeanGradient.BLOCK + 3;
    MeanGradient mean = new MeanGradient(2, length);
    mean.values()[1] = 3;
    mean.values()[2] = 7;
    mean.values()[length - 1] = 8;
    mean.measure(0);
    mean.measure(1);
    assertThat(mean.norm()).isEqualTo(3);
    mean.values()[length - 1] = Float.POSITIVE_INFINITY;
    mean.measure(1);
    assertThat(mean.norm()).isNaN();
    mean.values()[length - 1] = 8;
    mean.values()[2] = Float.NaN;
    mean.measure(0);
    mean.measure(1);
    assertThat(mean.norm()).isNaN();
  }

  @Test
  void clipsByNormThenByValue() {
    // torch.nn.utils.clip_grad_norm_([3, 4], 1.0) gives [0.5999999, 0.7999999] (torch 2.13, fp32).
    float[] gradient = {3, 4};
    Clipping norm = new Clipping(1, NO, NO);
    Clipping.scale(gradient, 0, 2, norm.scale(5));
    assertThat(gradient[0]).isCloseTo(0.5999999f, within(1e-7f));
    assertThat(gradient[1]).isCloseTo(0.7999999f, within(1e-7f));
    float[] cut = {-3, 0.5f, 4};
    new Clipping(NO, NO, 1).cut(cut, 1, 3);
    assertThat(cut).containsExactly(-3, 0.5f, 1);
  }

  @Test
  void leavesShortGradientsAlone() {
    assertThat(new Clipping(5, NO, 1).scale(4.9)).isEqualTo(1f);
    assertThat(Clipping.NONE.scale(1e30)).isEqualTo(1f);
    assertThatThrownBy(() -> new Clipping(0, NO, 1)).hasMessage("norm = 0.0: must be positive");
  }
}
