package io.github.bellows.common.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class MeanGradientTest {
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
  void addsTheSumsOfLanes() {
    float[] left = {1, 2, 3};
    GradientSum.add(left, new float[] {10, 20, 30}, 2);
    assertThat(left).containsExactly(11, 22, 3);
  }

  @Test
  void samplesWithoutWeightChangeNothing() {
    MeanGradient mean = new MeanGradient(2, 2);
    new GradientSum(new float[] {0, 0}, 2, 0).divideInto(mean, 0);
    assertThat(mean.values()).containsExactly(0, 0);
  }

  @Test
  void theLastBlockMayBeShort() {
    assertThat(MeanGradient.blocks(0)).isEqualTo(0);
    assertThat(MeanGradient.blocks(1)).isEqualTo(1);
    assertThat(MeanGradient.blocks(MeanGradient.BLOCK)).isEqualTo(1);
    assertThat(MeanGradient.blocks(MeanGradient.BLOCK + 1)).isEqualTo(2);
    assertThat(MeanGradient.blocks(Integer.MAX_VALUE)).isEqualTo(1 << 19);
  }
}
