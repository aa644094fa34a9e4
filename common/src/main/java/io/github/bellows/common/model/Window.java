package io.github.bellows.common.model;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A window that slides over the last dimensions of [channels, …].
 *
 * <p>Output size = ⌊(size + before + after − dilation · (kernel − 1) − 1) / stride⌋ + 1.
 *
 * @param kernel sizes of the window, at least 1
 * @param stride its steps, at least 1
 * @param padding what surrounds the input
 * @param dilation distances between kernel elements, at least 1
 */
public record Window(Extent kernel, Extent stride, Padding padding, Extent dilation)
    implements Serializable {
  private static final String[] SPACES = {
    "[channels, length]", "[channels, height, width]", "[channels, depth, height, width]"
  };
  private static final String[] THINGS = {"a sequence", "an image", "a volume"};

  private static final String[] SIZES = {"two", "three", "four"};
  private static final String[] LAYERS = {"sequence", "image", "volume"};

  /** Checks the sizes. */
  public Window {
    kernel.atLeast(1, "kernel");
    stride.atLeast(1, "stride");
    dilation.atLeast(1, "dilation");
  }

  /** Returns the number of dimensions it slides in. */
  public int dimensions() {
    return kernel.dimensions();
  }

  /**
   * Returns the output [channels, …] for an input.
   *
   * @throws ShapeException if the input has other dimensions or the window does not fit into it
   * @throws ArithmeticException if a size of the output exceeds an int
   */
  public Shape slideOver(Shape input, int outputChannels) {
    requireSpace(input, dimensions());
    List<Integer> sizes = new ArrayList<>(List.of(outputChannels));
    for (int d = 0; d < dimensions(); d++) {
      long size = slide(input.size(d + 1), d);
      if (size < 1) {
        throw new ShapeException(
            "kernel "
                + kernel
                + dilated()
                + " does not fit the input "
                + input
                + " padded by "
                + padding,
            "Use a smaller kernel, more padding, or less pooling before it");
      }
      sizes.add(Math.toIntExact(size));
    }
    return new Shape(sizes);
  }

  private String dilated() {
    return dilation.isAll(1) ? "" : " with dilation " + dilation;
  }

  private long slide(int size, int d) {
    // In longs: a configuration may ask for a padding or a product that no int holds.
    long padded = size + (long) padding.before().size(d) + padding.after().size(d);
    long room = padded - dilation.size(d) * (kernel.size(d) - 1L) - 1;
    return Math.floorDiv(room, (long) stride.size(d)) + 1;
  }

  /**
   * Checks that an input has channels and a number of further dimensions.
   *
   * @throws ShapeException if it has others
   */
  static void requireSpace(Shape input, int dimensions) {
    if (input.rank() != dimensions + 1) {
      throw new ShapeException(
          "needs " + THINGS[dimensions - 1] + " " + SPACES[dimensions - 1] + ", but gets " + input,
          "Give model.input "
              + SIZES[dimensions - 1]
              + " sizes and put "
              + LAYERS[dimensions - 1]
              + " layers before flatten");
    }
  }

  /** Returns the options by key. */
  Map<String, Object> options() {
    Map<String, Object> options = new LinkedHashMap<>();
    options.put("kernel", kernel);
    options.put("stride", stride);
    options.put("padding", padding.isSymmetric() ? padding.before() : "same");
    options.put("dilation", dilation);
    return options;
  }
}
