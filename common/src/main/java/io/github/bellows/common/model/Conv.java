package io.github.bellows.common.model;

import io.github.bellows.common.initial.Initializer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Cross-correlation in one, two or three dimensions with a learned kernel of shape [filters,
 * channels / groups, …kernel] and an optional bias, then an activation; PyTorch's {@code conv1d},
 * {@code conv2d} and {@code conv3d}.
 *
 * @param filters output channels, at least 1, a multiple of {@code groups}
 * @param window kernel, stride, zero padding and dilation
 * @param groups groups of channels that are convolved apart from each other, at least 1
 * @param bias whether a bias per filter is learned
 * @param activation applied to the result
 * @param initialization rules for first values
 */
public record Conv(
    int filters,
    Window window,
    int groups,
    boolean bias,
    Activation activation,
    Initialization initialization)
    implements UnaryLayer {
  /** Its rows in the family. */
  public static final List<LayerType> TYPES =
      IntStream.rangeClosed(1, 3)
          .mapToObj(d -> new LayerType("conv" + d + "d", options -> read(d, options)))
          .toList();

  /** Checks the sizes. */
  public Conv {
    Grouping.check(filters, groups);
  }

  private static Conv read(int dimensions, LayerOptions options) {
    int filters = options.required("filters", 1, 16);
    Extent kernel = options.extent("kernel", dimensions, 1, null);
    Extent stride = options.extent("stride", dimensions, 1, Extent.of(dimensions, 1));
    Extent dilation = options.extent("dilation", dimensions, 1, Extent.of(dimensions, 1));
    Padding padding = options.padding("padding", kernel, stride, dilation);
    int groups = options.whole("groups", 1, 1);
    boolean bias = options.flag("bias", true);
    return new Conv(
        filters,
        new Window(kernel, stride, padding, dilation),
        groups,
        bias,
        options.activation("activation"),
        options.initialization(false, bias));
  }

  @Override
  public String kind() {
    return "conv" + window.dimensions() + "d";
  }

  @Override
  public Map<String, Object> options() {
    Map<String, Object> options = new LinkedHashMap<>();
    options.put("filters", filters);
    options.putAll(window.options());
    options.put("groups", groups);
    options.put("bias", bias);
    options.put("activation", activation);
    options.putAll(initialization.options());
    return options;
  }

  @Override
  public Shape outputShape(Shape input) {
    Window.requireSpace(input, window.dimensions());
    Grouping.requireDivides(input, groups);
    return window.slideOver(input, filters);
  }

  @Override
  public List<ParameterSpec> parameters(Shape input) {
    int channels = input.size(0) / groups;
    long area = window.kernel().product();
    long fanIn = channels * area;
    long fanOut = filters / groups * area;
    List<Integer> sizes = new ArrayList<>(List.of(filters, channels));
    sizes.addAll(window.kernel().sizes());
    Initializer rule = initialization.weightOr(activation.defaultInitializer());
    ParameterSpec weight = new ParameterSpec("weight", new Shape(sizes), rule, fanIn, fanOut);
    return initialization.withBias(weight, filters, bias);
  }

  @Override
  public long multiplyAdds(Shape input) {
    long perOutput = input.size(0) / groups * window.kernel().product();
    return Math.multiplyExact(outputShape(input).elements(), perOutput);
  }

  @Override
  public Optional<Window> receptiveWindow() {
    return Optional.of(window);
  }
}
