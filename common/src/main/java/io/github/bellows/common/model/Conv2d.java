package io.github.bellows.common.model;

import java.util.ArrayList;
import java.util.List;

/**
 * Two-dimensional cross-correlation with a learned kernel of shape [filters, channels, height,
 * width] and an optional bias, then an activation; PyTorch's {@code conv2d}.
 *
 * @param filters output channels, at least 1
 * @param window kernel, stride, zero padding and dilation
 * @param bias whether a bias per filter is learned
 * @param activation applied to the result
 */
public record Conv2d(int filters, Window2d window, boolean bias, Activation activation)
    implements LayerSpec {
  /** Checks the sizes. */
  public Conv2d {
    if (filters < 1) {
      throw new IllegalArgumentException("filters = " + filters + ": must be at least 1");
    }
  }

  @Override
  public String kind() {
    return "conv2d";
  }

  @Override
  public Shape outputShape(Shape input) {
    return window.slideOver(input, filters);
  }

  @Override
  public List<ParameterSpec> parameters(Shape input) {
    int channels = input.size(0);
    Window2d.Pair kernel = window.kernel();
    long area = (long) kernel.height() * kernel.width();
    long fanIn = channels * area;
    long fanOut = filters * area;
    List<ParameterSpec> parameters = new ArrayList<>();
    parameters.add(
        new ParameterSpec(
            "weight",
            Shape.of(filters, channels, kernel.height(), kernel.width()),
            activation.defaultInitializer(),
            fanIn,
            fanOut));
    if (bias) {
      parameters.add(
          new ParameterSpec("bias", Shape.of(filters), new Initializer.Zeros(), fanIn, fanOut));
    }
    return parameters;
  }
}
