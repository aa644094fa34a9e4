package io.github.bellows.common.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class LpPoolTest {
  private static Window window(int dimensions, int padding, int dilation) {
    return new Window(
        Extent.of(dimensions, 3),
        Extent.of(dimensions, 2),
        Padding.of(dimensions, padding),
        Extent.of(dimensions, dilation));
  }

  @Test
  void slidesAsItsWindow() {
    LpPool pool = new LpPool(window(2, 0, 1), 2);
    assertThat(pool.kind()).isEqualTo("lpPool2d");
    assertThat(pool.outputShape(Shape.of(4, 7, 8))).isEqualTo(Shape.of(4, 3, 3));
    assertThat(pool.receptiveWindow()).contains(window(2, 0, 1));
  }

  @Test
  void refusesWhatItDoesNotHave() {
    assertRefused(() -> new LpPool(window(3, 0, 1), 2), "kernel = 3: must have one or two sizes");
    assertRefused(
        () -> new LpPool(window(2, 1, 1), 2), "padding = 1: pooling by a norm has no padding");
    assertRefused(
        () -> new LpPool(window(1, 0, 2), 2), "dilation = 2: pooling by a norm has no dilation");
    assertRefused(
        () -> new LpPool(window(1, 0, 1), Double.NaN), "p = NaN: must be at least 1 and finite");
    assertRefused(
        () -> new LpPool(window(1, 0, 1), Double.POSITIVE_INFINITY),
        "p = Infinity: must be at least 1 and finite");
  }

  private static void assertRefused(Runnable make, String message) {
    assertThatThrownBy(make::run).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }
}
