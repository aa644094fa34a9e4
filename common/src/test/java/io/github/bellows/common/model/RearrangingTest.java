package io.github.bellows.common.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Layers that change sizes or order without parameters. */
class RearrangingTest {
  private static final Shape IMAGE = Shape.of(6, 4, 5);

  @Test
  void oneSizeOfAReshapeMayFollow() {
    assertThat(new Reshape(List.of(3, -1, 10)).outputShape(IMAGE)).isEqualTo(Shape.of(3, 4, 10));
    assertThat(new Reshape(List.of(-1)).outputShape(IMAGE)).isEqualTo(Shape.of(120));
    assertThat(new Reshape(List.of(2, 60)).outputShape(IMAGE)).isEqualTo(Shape.of(2, 60));
    assertThat(new Reshape(List.of(120, -1)).outputShape(IMAGE)).isEqualTo(Shape.of(120, 1));
    assertThat(new Reshape(List.of(-1, 28)).options()).containsEntry("shape", List.of(-1, 28));
  }

  /** As torch.zeros(1, 6, 4, 5).permute(0, 3, 1, 2).shape says. */
  @Test
  void aPermutationTakesItsSizesFromTheDimensionsItNames() {
    Permute permute = new Permute(List.of(3, 1, 2));
    assertThat(permute.outputShape(IMAGE)).isEqualTo(Shape.of(5, 6, 4));
    assertThat(permute.batchedOrder()).containsExactly(0, 3, 1, 2);
    assertThat(new Permute(List.of(1)).outputShape(Shape.of(7))).isEqualTo(Shape.of(7));
    assertThatThrownBy(() -> new Permute(List.of()))
        .hasMessageStartingWith("order = []: must hold the input's dimensions");
  }

  @Test
  void globalPoolingLeavesTheChannels() {
    GlobalPool pool = new GlobalPool(Pool.Reduction.AVERAGE);
    assertThat(pool.outputShape(Shape.of(6, 9))).isEqualTo(Shape.of(6));
    assertThat(pool.outputShape(IMAGE)).isEqualTo(Shape.of(6));
    assertThat(pool.outputShape(Shape.of(6, 2, 3, 4))).isEqualTo(Shape.of(6));
    assertThatThrownBy(() -> pool.outputShape(Shape.of(6, 2, 3, 4, 5)))
        .isInstanceOf(ShapeException.class);
    assertThat(pool.receptiveWindow()).isEmpty();
  }

  @Test
  void poolingAcrossChannelsLeavesTheRest() {
    CrossChannelPool pool = new CrossChannelPool(3, Pool.Reduction.MAX);
    assertThat(pool.outputShape(Shape.of(6))).isEqualTo(Shape.of(2));
    assertThat(pool.outputShape(Shape.of(6, 9))).isEqualTo(Shape.of(2, 9));
    assertThat(pool.outputShape(IMAGE)).isEqualTo(Shape.of(2, 4, 5));
    assertThatThrownBy(() -> new CrossChannelPool(0, Pool.Reduction.MAX))
        .hasMessage("size = 0: must be at least 1");
  }

  @Test
  void upsamplingMultipliesHeightAndWidth() {
    Upsample upsample = new Upsample(new Extent(List.of(3, 2)), Upsample.Mode.NEAREST);
    assertThat(upsample.outputShape(IMAGE)).isEqualTo(Shape.of(6, 12, 10));
    assertThatThrownBy(() -> new Upsample(Extent.of(3, 2), Upsample.Mode.NEAREST))
        .hasMessage("factor = 2: must be [height, width]");
  }
}
