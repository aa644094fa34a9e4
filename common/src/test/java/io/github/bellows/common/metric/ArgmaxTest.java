package io.github.bellows.common.metric;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ArgmaxTest {
  private static final float[] VALUES = {9, 1, 3, 3, 2, 9};

  @Test
  void theFirstOfEqualNumbersIsTaken() {
    assertThat(Argmax.of(VALUES, 1, 4)).isEqualTo(1);
    assertThat(Argmax.of(VALUES, 0, 6)).isEqualTo(0);
    assertThat(Argmax.of(VALUES, 5, 1)).isEqualTo(0);
  }

  @Test
  void numbersMayStandApart() {
    // 1, 3, 9 and 9, 3, 2
    assertThat(Argmax.of(VALUES, 1, 3, 2)).isEqualTo(2);
    assertThat(Argmax.of(VALUES, 0, 3, 2)).isEqualTo(0);
  }
}
