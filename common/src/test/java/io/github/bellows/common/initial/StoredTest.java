package io.github.bellows.common.initial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bellows.common.random.SeededRandom;
import org.junit.jupiter.api.Test;

class StoredTest {
  private static final Stored FOUR = new Stored(new float[] {1, -2, 3, 0.5f});

  @Test
  void writesItsValuesWhateverTheSeed() {
    float[] flat = {9, 9, 9, 9, 9, 9};
    FOUR.fill(flat, new Block(1, 2, 2, 1, 1), SeededRandom.of(3));
    assertThat(flat).containsExactly(9, 1, -2, 3, 0.5f, 9);
  }

  @Test
  void aTensorOfAnotherSizeIsRefused() {
    assertThatThrownBy(() -> FOUR.fill(new float[9], new Block(0, 3, 2, 1, 1), SeededRandom.of(3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("values = 4: the tensor has 6");
  }

  @Test
  void isEqualByItsValues() {
    assertThat(FOUR).isEqualTo(new Stored(new float[] {1, -2, 3, 0.5f}));
    assertThat(FOUR).isNotEqualTo(new Stored(new float[] {1, -2, 3, 0.25f}));
  }
}
