package io.github.bellows.common.model;

/**
 * A window that slides over height and width: kernel, stride, padding and dilation, each the same
 * in both directions or given as {@code [height, width]}.
 *
 * <p>Output size = ⌊(size + 2 · padding − dilation · (kernel − 1) − 1) / stride⌋ + 1.
 *
 * @param kernel kernel height and width, at least 1
 * @param stride step of the window, at least 1
 * @param padding zeros (for pooling: absent elements) added on each side, at least 0
 * @param dilation distance between kernel elements, at least 1
 */
public record Window2d(Pair kernel, Pair stride, Pair padding, Pair dilation) {
  /** Checks the sizes. */
  public Window2d {
    kernel.atLeast(1, "kernel");
    stride.atLeast(1, "stride");
    padding.atLeast(0, "padding");
    dilation.atLeast(1, "dilation");
  }

  /** Height and width of one option. */
  public record Pair(int height, int width) {
    /** Returns a pair of equal sizes. */
    public static Pair square(int size) {
      return new Pair(size, size);
    }

    private void atLeast(int minimum, String option) {
      if (height < minimum || width < minimum) {
        throw new IllegalArgumentException(option + " = " + this + ": must be at least " + minimum);
      }
    }

    @Override
    public String toString() {
      return height == width ? String.valueOf(height) : "[" + height + ", " + width + "]";
    }
  }

  /**
   * Returns the output {@code [channels, height, width]} for an input image.
   *
   * @throws ShapeException if the input is not an image or the window does not fit into it
   * @throws ArithmeticException if a size of the output exceeds an int
   */
  public Shape slideOver(Shape input, int outputChannels) {
    if (input.rank() != 3) {
      throw new ShapeException(
          "needs an image [channels, height, width], but gets " + input,
          "Give model.input three sizes and put image layers before flatten");
    }
    long height =
        slide(input.size(1), kernel.height(), stride.height(), padding.height(), dilation.height());
    long width =
        slide(input.size(2), kernel.width(), stride.width(), padding.width(), dilation.width());
    if (height < 1 || width < 1) {
      throw new ShapeException(
          "kernel "
              + kernel
              + " with dilation "
              + dilation
              + " does not fit the input "
              + input
              + " padded by "
              + padding,
          "Use a smaller kernel, more padding, or less pooling before it");
    }
    return Shape.of(outputChannels, Math.toIntExact(height), Math.toIntExact(width));
  }

  private static long slide(int size, int kernel, int stride, int padding, int dilation) {
    // In longs: a configuration may ask for a padding or a product that no int holds.
    long room = size + 2L * padding - dilation * (kernel - 1L) - 1;
    return Math.floorDiv(room, (long) stride) + 1;
  }
}
