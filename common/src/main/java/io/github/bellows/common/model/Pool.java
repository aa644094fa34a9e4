package io.github.bellows.common.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Pooling in one, two or three dimensions, each channel by itself; PyTorch's {@code max_pool} and
 * {@code avg_pool} (padding counts as elements of the average).
 *
 * @param window kernel, stride, padding and dilation; padding at most half the kernel
 * @param reduction maximum or average of a window
 */
public record Pool(Window window, Reduction reduction) implements UnaryLayer {
  /** Its rows in the family. */
  public static final List<LayerType> TYPES =
      Stream.of(Reduction.values())
          .flatMap(
              reduction ->
                  IntStream.rangeClosed(1, 3)
                      .mapToObj(
                          d ->
                              new LayerType(
                                  reduction.word + "Pool" + d + "d",
                                  options -> read(d, reduction, options))))
          .toList();

  /** What becomes of several elements. */
  public enum Reduction {
    /** The largest; of several that are equal, the first gets the gradient. */
    MAX("max"),
    /** The arithmetic mean. */
    AVERAGE("avg");

    private final String word;

    Reduction(String word) {
      this.word = word;
    }

    /** Returns the word for it in YAML, {@code max} or {@code avg}. */
    public String word() {
      return word;
    }
  }

  /** Checks the window. */
  public Pool {
    Extent kernel = window.kernel();
    Padding padding = window.padding();
    for (int d = 0; d < window.dimensions(); d++) {
      if (2L * padding.before().size(d) > kernel.size(d)) {
        throw new IllegalArgumentException(
            "padding = " + padding + ": must be at most half the kernel (" + kernel + ")");
      }
    }
    if (!padding.isSymmetric()) {
      throw new IllegalArgumentException(
          "padding = same: pooling pads both sides alike, so it needs an odd kernel");
    }
    if (reduction == Reduction.AVERAGE && !window.dilation().isAll(1)) {
      throw new IllegalArgumentException(
          "dilation = " + window.dilation() + ": average pooling has no dilation");
    }
  }

  private static Pool read(int dimensions, Reduction reduction, LayerOptions options) {
    Extent kernel = options.extent("kernel", dimensions, 1, null);
    Extent stride = options.extent("stride", dimensions, 1, kernel);
    Extent one = Extent.of(dimensions, 1);
    Extent dilation =
        reduction == Reduction.MAX ? options.extent("dilation", dimensions, 1, one) : one;
    Padding padding = options.padding("padding", kernel, stride, dilation);
    return new Pool(new Window(kernel, stride, padding, dilation), reduction);
  }

  @Override
  public String kind() {
    return reduction.word + "Pool" + window.dimensions() + "d";
  }

  @Override
  public Map<String, Object> options() {
    Map<String, Object> options = window.options();
    if (reduction == Reduction.AVERAGE) {
      options.remove("dilation");
    }
    return options;
  }

  @Override
  public Shape outputShape(Shape input) {
    Window.requireSpace(input, window.dimensions());
    return window.slideOver(input, input.size(0));
  }

  @Override
  public Optional<Window> receptiveWindow() {
    return Optional.of(window);
  }
}
