package io.github.bellows.common.model;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A window that writes where a {@link Window} of the same numbers would read: what a transposed
 * convolution lays over its output at each element of its input.
 *
 * <p>Output size = (size − 1) · stride − 2 · padding + dilation · (kernel − 1) + outputPadding + 1.
 *
 * @param window kernel, stride and dilation in the output; padding is what is cut off it, on both
 *     sides alike
 * @param outputPadding sizes added behind the output, which say which of the sizes that the window
 *     would map to the input's is meant; below the stride or the dilation
 */
public record TransposedWindow(Window window, Extent outputPadding) implements Serializable {
  /** Checks the sizes. */
  public TransposedWindow {
    outputPadding.atLeast(0, "outputPadding");
    if (!window.padding().isSymmetric()) {
      throw new IllegalArgumentException(
          "padding = same: a transposed convolution takes padding as a number");
    }
    for (int d = 0; d < window.dimensions(); d++) {
      int limit = Math.max(window.stride().size(d), window.dilation().size(d));
      if (outputPadding.size(d) >= limit) {
        throw new IllegalArgumentException(
            "outputPadding = "
                + outputPadding
                + ": must be below the stride ("
                + window.stride()
                + ") or the dilation ("
                + window.dilation()
                + ")");
      }
    }
  }

  /** Returns the number of dimensions it slides in. */
  public int dimensions() {
    return window.dimensions();
  }

  /**
   * Returns the output [channels, …] for an input.
   *
   * @throws ShapeException if the input has other dimensions or the padding leaves nothing
   * @throws ArithmeticException if a size of the output exceeds an int
   */
  Shape slideOver(Shape input, int outputChannels) {
    Window.requireSpace(input, dimensions());
    List<Integer> sizes = new ArrayList<>(List.of(outputChannels));
    for (int d = 0; d < dimensions(); d++) {
      long size = written(input.size(d + 1), d);
      if (size < 1) {
        throw new ShapeException(
            "padding "
                + window.padding()
                + " cuts off all that kernel "
                + window.kernel()
                + " with stride "
                + window.stride()
                + " makes of the input "
                + input,
            "Use less padding or a larger kernel");
      }
      sizes.add(Math.toIntExact(size));
    }
    return new Shape(sizes);
  }

  private long written(int size, int d) {
    // In longs: a configuration may ask for a padding or a product that no int holds.
    long reach = window.dilation().size(d) * (window.kernel().size(d) - 1L) + 1;
    long all = (size - 1L) * window.stride().size(d) + reach + outputPadding.size(d);
    return all - 2L * window.padding().before().size(d);
  }

  /** Returns the options by key. */
  Map<String, Object> options() {
    Map<String, Object> options = new LinkedHashMap<>(window.options());
    options.put("outputPadding", outputPadding);
    return options;
  }
}
