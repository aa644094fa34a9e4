package io.github.bellows.common.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LayerSpecTest {
  private static final Activation NONE = new Activation.Identity();

  private static Window window(int kernel, int stride, int padding, int dilation) {
    return new Window(
        Extent.of(2, kernel), Extent.of(2, stride), Padding.of(2, padding), Extent.of(2, dilation));
  }

  private static Conv conv(int filters, int groups) {
    return new Conv(filters, window(1, 1, 0, 1), groups, true, NONE, Initialization.DEFAULT);
  }

  record Bad(Runnable make, String message) {
    @Override
    public String toString() {
      return message;
    }
  }

  static Stream<Bad> badArguments() {
    return Stream.of(
        new Bad(() -> new Dense(0, true, NONE), "units = 0: must be at least 1"),
        new Bad(() -> conv(0, 1), "filters = 0: must be at least 1"),
        new Bad(() -> conv(4, 3), "groups = 3: must divide the 4 filters"),
        new Bad(() -> window(0, 1, 0, 1), "kernel = 0: must be at least 1"),
        new Bad(
            () ->
                new Window(
                    Extent.of(2, 1), new Extent(List.of(1, 0)), Padding.of(2, 0), Extent.of(2, 1)),
            "stride = [1, 0]: must be at least 1"),
        new Bad(() -> window(1, 1, -1, 1), "padding = -1: must be at least 0"),
        new Bad(() -> window(1, 1, 0, 0), "dilation = 0: must be at least 1"),
        new Bad(
            () -> new Pool(window(3, 1, 2, 1), Pool.Reduction.MAX),
            "padding = 2: must be at most half the kernel (3)"),
        new Bad(
            () -> new Pool(window(2, 1, 0, 2), Pool.Reduction.AVERAGE),
            "dilation = 2: average pooling has no dilation"),
        new Bad(() -> new BatchNorm(0, 0.1, true), "epsilon = 0.0: must be positive"),
        new Bad(() -> new BatchNorm(1e-5, 1.5, true), "momentum = 1.5: must be in [0, 1]"),
        new Bad(() -> new Concat(-1), "dimension = -1: must be at least 0"),
        new Bad(() -> new LayerNorm(-1, 1e-5, true), "dimensions = -1: must be at least 0"),
        new Bad(() -> new LayerNorm(0, -1, true), "epsilon = -1.0: must be positive"),
        new Bad(() -> new Prelu(Double.NaN, false), "init = NaN: must be finite"),
        new Bad(() -> new SpatialDropout(1), "rate = 1.0: must be in [0, 1)"),
        new Bad(() -> new Dropout(1), "rate = 1.0: must be in [0, 1)"),
        new Bad(() -> new Dropout(-0.1), "rate = -0.1: must be in [0, 1)"),
        new Bad(() -> new Dropout(Double.NaN), "rate = NaN: must be in [0, 1)"),
        new Bad(
            () -> new Activation.LeakyRelu(Double.POSITIVE_INFINITY),
            "slope = Infinity: must be finite"),
        new Bad(() -> new Shape(List.of()), "shape = []: sizes must be at least 1"),
        new Bad(() -> Shape.of(3, 0), "shape = [3, 0]: sizes must be at least 1"),
        new Bad(
            () -> new NamedLayer("1st", List.of(), new Flatten()),
            "name = 1st: must be letters, digits and _, and start with a letter"),
        new Bad(
            () -> new NamedLayer("a.b", List.of(), new Flatten()),
            "name = a.b: must be letters, digits and _, and start with a letter"));
  }

  @ParameterizedTest
  @MethodSource("badArguments")
  void refuses(Bad bad) {
    assertThatThrownBy(bad.make()::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(bad.message());
  }

  @Test
  void kindsAreTheKeysInYaml() {
    assertThat(
            Stream.of(
                    new Dense(1, true, NONE),
                    conv(1, 1),
                    new Pool(window(1, 1, 0, 1), Pool.Reduction.MAX),
                    new Pool(window(1, 1, 0, 1), Pool.Reduction.AVERAGE),
                    new Flatten(),
                    new Dropout(0),
                    new ActivationLayer(new Activation.LeakyRelu(0.1)))
                .map(LayerSpec::kind))
        .containsExactly(
            "dense", "conv2d", "maxPool2d", "avgPool2d", "flatten", "dropout", "leakyRelu");
  }

  @Test
  void shapesCountTheirElements() {
    Shape shape = Shape.of(3, 4, 5);
    assertThat(shape.elements()).isEqualTo(60);
    assertThat(shape.batched(7)).containsExactly(7, 3, 4, 5);
    assertThat(shape.toLongs()).containsExactly(3, 4, 5);
    assertThat(shape).hasToString("3×4×5");
    Shape huge = Shape.of(1 << 30, 1 << 30, 1 << 30);
    assertThatThrownBy(huge::elements).isInstanceOf(ArithmeticException.class);
  }
}
