package io.github.bellows.common.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class WindowTest {
  private static final Activation NONE = new Activation.Identity();

  /** The odd zero goes behind, as torch.nn.Conv2d(padding="same") does it. */
  @Test
  void samePaddingKeepsTheSizesOfEvenKernelsToo() {
    Extent kernel = new Extent(List.of(4, 3));
    Extent dilation = new Extent(List.of(3, 2));
    Padding padding = Padding.same(kernel, dilation);
    assertThat(padding.before()).isEqualTo(new Extent(List.of(4, 2)));
    assertThat(padding.after()).isEqualTo(new Extent(List.of(5, 2)));
    Window window = new Window(kernel, Extent.of(2, 1), padding, dilation);
    assertThat(window.slideOver(Shape.of(1, 11, 12), 5)).isEqualTo(Shape.of(5, 11, 12));
    assertThat(window.options()).containsEntry("padding", "same");
  }

  @Test
  void convolutionsAndPoolingsShowTheirWindow() {
    Window window = new Window(Extent.of(3, 2), Extent.of(3, 2), Padding.of(3, 0), Extent.of(3, 1));
    assertThat(new Conv(1, window, 1, true, NONE, Initialization.DEFAULT).receptiveWindow())
        .contains(window);
    assertThat(new Pool(window, Pool.Reduction.MAX).receptiveWindow()).contains(window);
    assertThat(new Flatten().receptiveWindow()).isEmpty();
  }

  /** One product for each filter, place and element of the kernel in the filter's group. */
  @Test
  void groupsDivideAConvolutionsProducts() {
    Window window = new Window(Extent.of(1, 3), Extent.of(1, 2), Padding.of(1, 0), Extent.of(1, 1));
    Conv conv = new Conv(6, window, 2, true, NONE, Initialization.DEFAULT);
    Shape sequence = Shape.of(4, 9);
    assertThat(conv.outputShape(sequence)).isEqualTo(Shape.of(6, 4));
    assertThat(conv.multiplyAdds(sequence)).isEqualTo(6 * 4 * (2 * 3));
    assertThat(conv.parameters(sequence).get(0).shape()).isEqualTo(Shape.of(6, 2, 3));
  }
}
