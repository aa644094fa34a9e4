package io.github.bellows.common.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The p-norm of each window, each channel by itself: (Σ |x|^p)^(1/p). With p = 2 it is L2 pooling,
 * with p = 1 the sum of absolute values; it nears max pooling of |x| as p grows.
 *
 * <p>For even p, and for elements of at least 0, this is PyTorch's {@code lp_pool1d} and {@code
 * lp_pool2d}; elsewhere PyTorch leaves out the absolute value. A norm has no derivative at 0: where
 * a whole window is 0 (Σ |x|^p below 2⁻¹²⁶, so that fp32 cannot hold its root's slope) the output
 * and the gradient are 0, where PyTorch's gradient is NaN.
 *
 * <p>Reference: Gulcehre, Cho, Pascanu, Bengio, "Learned-Norm Pooling for Deep Feedforward and
 * Recurrent Neural Networks", ECML 2014, equation 2 (there with a mean).
 *
 * @param window kernel and stride; without padding and dilation
 * @param p the norm, at least 1
 */
public record LpPool(Window window, double p) implements UnaryLayer {
  /** Its rows in the family. */
  public static final List<LayerType> TYPES =
      IntStream.rangeClosed(1, 2)
          .mapToObj(d -> new LayerType("lpPool" + d + "d", options -> read(d, options)))
          .toList();

  private static final double DEFAULT_P = 2;

  /** Checks the options. */
  public LpPool {
    if (window.dimensions() > 2) {
      throw new IllegalArgumentException(
          "kernel = " + window.kernel() + ": must have one or two sizes");
    }
    if (!window.padding().before().isAll(0) || !window.padding().after().isAll(0)) {
      throw new IllegalArgumentException(
          "padding = " + window.padding() + ": pooling by a norm has no padding");
    }
    if (!window.dilation().isAll(1)) {
      throw new IllegalArgumentException(
          "dilation = " + window.dilation() + ": pooling by a norm has no dilation");
    }
    if (!(p >= 1 && Double.isFinite(p))) {
      throw new IllegalArgumentException("p = " + p + ": must be at least 1 and finite");
    }
  }

  private static LpPool read(int dimensions, LayerOptions options) {
    Extent kernel = options.extent("kernel", dimensions, 1, null);
    Extent stride = options.extent("stride", dimensions, 1, kernel);
    double p = options.number("p", LayerOptions.Interval.POSITIVE, DEFAULT_P);
    Window window = new Window(kernel, stride, Padding.of(dimensions, 0), Extent.of(dimensions, 1));
    return new LpPool(window, p);
  }

  @Override
  public String kind() {
    return "lpPool" + window.dimensions() + "d";
  }

  @Override
  public Map<String, Object> options() {
    Map<String, Object> options = new LinkedHashMap<>();
    options.put("kernel", window.kernel());
    options.put("stride", window.stride());
    options.put("p", p);
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
