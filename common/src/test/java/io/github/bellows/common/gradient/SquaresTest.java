package io.github.bellows.common.gradient;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SquaresTest {
  /** Powers of two: every sum is exact, and a missing or doubled element shows. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 8, 9, 15, 16, 17, 24})
  void addsEverySquareOfTheRangeOnce(int length) {
    float[] values = new float[length + 3];
    values[0] = 1e10f;
    values[1] = 1e10f;
    values[length + 2] = 1e10f;
    double expected = 0;
    for (int i = 0; i < length; i++) {
      values[i + 2] = (float) Math.scalb(i % 2 == 0 ? 1 : -1, i);
      expected += Math.scalb(1.0, 2 * i);
    }
    assertThat(Squares.sum(values, 2, length + 2)).isEqualTo(expected);
  }

  /** In fp32 the small ones would vanish beside the large one. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
  void addsInDoubles(int place) {
    float[] values = new float[24];
    values[place] = 0x1p26f;
    for (int i = 8; i < 24; i++) {
      values[i] = 4;
    }
    assertThat(Squares.sum(values, 0, 24)).isEqualTo(0x1p52 + 16 * 16);
  }
}
