package io.github.bellows.common.model;

/**
 * Pooling over height and width, each channel by itself; PyTorch's {@code max_pool2d} and {@code
 * avg_pool2d} (padding counts as elements of the average).
 *
 * @param window kernel, stride, padding and dilation; padding at most half the kernel
 * @param reduction maximum or average of a window
 */
public record Pool2d(Window2d window, Reduction reduction) implements LayerSpec {
  /** What becomes of a window. */
  public enum Reduction {
    /** The largest element. */
    MAX("maxPool2d"),
    /** The arithmetic mean. */
    AVERAGE("avgPool2d");

    private final String kind;

    Reduction(String kind) {
      this.kind = kind;
    }
  }

  /** Checks the window. */
  public Pool2d {
    Window2d.Pair kernel = window.kernel();
    Window2d.Pair padding = window.padding();
    if (2 * padding.height() > kernel.height() || 2 * padding.width() > kernel.width()) {
      throw new IllegalArgumentException(
          "padding = " + padding + ": must be at most half the kernel (" + kernel + ")");
    }
    if (reduction == Reduction.AVERAGE && !window.dilation().equals(Window2d.Pair.square(1))) {
      throw new IllegalArgumentException(
          "dilation = " + window.dilation() + ": average pooling has no dilation");
    }
  }

  @Override
  public String kind() {
    return reduction.kind;
  }

  @Override
  public Shape outputShape(Shape input) {
    return window.slideOver(input, input.rank() == 3 ? input.size(0) : 1);
  }
}
