package io.github.bellows.common.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.github.bellows.common.initial.GlorotUniform;
import io.github.bellows.common.initial.HeUniform;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConvTransposeTest {
  private static TransposedWindow window(int dimensions, int kernel, int stride, int padding) {
    Extent one = Extent.of(dimensions, 1);
    return new TransposedWindow(
        new Window(
            Extent.of(dimensions, kernel),
            Extent.of(dimensions, stride),
            Padding.of(dimensions, padding),
            one),
        Extent.of(dimensions, 0));
  }

  private static ConvTranspose layer(
      int filters, TransposedWindow window, int groups, Activation activation) {
    return new ConvTranspose(filters, window, groups, true, activation, Initialization.DEFAULT);
  }

  private static final Activation NONE = new Activation.Identity();

  /** The sizes that undo those of a convolution with the same numbers. */
  @Test
  void enlargesWhatAConvolutionShrinks() {
    Window window =
        new Window(
            new Extent(List.of(4, 5)),
            new Extent(List.of(2, 3)),
            Padding.both(new Extent(List.of(1, 2))),
            new Extent(List.of(1, 2)));
    Conv down = new Conv(6, window, 1, true, NONE, Initialization.DEFAULT);
    Shape image = Shape.of(3, 16, 20);
    Shape small = down.outputShape(image);
    assertThat(small).isEqualTo(Shape.of(6, 8, 6));
    // 20 + 2·2 − 2·4 − 1 = 15 divides by 3, and 16 + 2 − 3 − 1 = 14 by 2: nothing is to be added.
    ConvTranspose up = layer(3, new TransposedWindow(window, Extent.of(2, 0)), 1, NONE);
    assertThat(up.outputShape(small)).isEqualTo(image);
  }

  @Test
  void outputPaddingTellsApartTheSizesThatAStrideMapsToOne() {
    Window window = new Window(Extent.of(1, 3), Extent.of(1, 3), Padding.of(1, 0), Extent.of(1, 1));
    Conv down = new Conv(1, window, 1, true, NONE, Initialization.DEFAULT);
    for (int added = 0; added < 3; added++) {
      Shape sequence = Shape.of(1, 12 + added);
      assertThat(down.outputShape(sequence)).isEqualTo(Shape.of(1, 4));
      ConvTranspose up = layer(1, new TransposedWindow(window, Extent.of(1, added)), 1, NONE);
      assertThat(up.outputShape(Shape.of(1, 4))).isEqualTo(sequence);
    }
  }

  /** Kernel 4 at stride 2: each element feeds 16 of the output per filter, and is fed by 4. */
  @Test
  void fansCountWhatFeedsAndIsFed() {
    ConvTranspose layer = layer(6, window(2, 4, 2, 0), 2, new Activation.Relu());
    List<ParameterSpec> parameters = layer.parameters(Shape.of(8, 5, 5));
    assertThat(parameters)
        .extracting(ParameterSpec::suffix, ParameterSpec::shape)
        .containsExactly(tuple("weight", Shape.of(8, 3, 4, 4)), tuple("bias", Shape.of(6)));
    ParameterSpec weight = parameters.get(0);
    assertThat(weight.fanIn()).isEqualTo(4 * 4);
    assertThat(weight.fanOut()).isEqualTo(3 * 16);
    assertThat(weight.initializer()).isEqualTo(new HeUniform(0));
  }

  @Test
  void fanInIsAtLeastOne() {
    ConvTranspose layer = layer(2, window(1, 1, 3, 0), 1, NONE);
    ParameterSpec weight = layer.parameters(Shape.of(2, 5)).get(0);
    assertThat(weight.fanIn()).isEqualTo(1);
    assertThat(weight.initializer()).isEqualTo(new GlorotUniform());
  }

  @Test
  void multipliesEachElementByItsFiltersKernels() {
    assertThat(layer(3, window(2, 2, 2, 0), 1, NONE).multiplyAdds(Shape.of(2, 3, 3)))
        .isEqualTo(2 * 9 * 3 * 4);
    assertThat(layer(2, window(1, 3, 1, 1), 2, NONE).multiplyAdds(Shape.of(4, 5)))
        .isEqualTo(4 * 5 * 3);
  }

  @Test
  void padsBothSidesAlike() {
    Extent two = Extent.of(1, 2);
    Extent one = Extent.of(1, 1);
    Window uneven = new Window(two, one, Padding.same(two, one), one);
    assertThatThrownBy(() -> new TransposedWindow(uneven, Extent.of(1, 0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("padding = same: a transposed convolution takes padding as a number");
  }

  @Test
  void outputPaddingMayReachTheDilation() {
    Window dilated =
        new Window(Extent.of(1, 2), Extent.of(1, 1), Padding.of(1, 0), Extent.of(1, 3));
    ConvTranspose layer = layer(1, new TransposedWindow(dilated, Extent.of(1, 2)), 1, NONE);
    // 5 − 1 + 3 · (2 − 1) + 2 + 1.
    assertThat(layer.outputShape(Shape.of(1, 5))).isEqualTo(Shape.of(1, 10));
  }
}
