package io.github.bellows.common.model;

import io.github.bellows.common.initial.Initializer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Transposed convolution in one, two or three dimensions: the map that a convolution of the same
 * kernel applies to gradients, with a learned kernel of shape [channels, filters / groups, …kernel]
 * and an optional bias, then an activation; PyTorch's {@code conv_transpose1d} to {@code
 * conv_transpose3d}.
 *
 * <p>Reference: Dumoulin, Visin, "A guide to convolution arithmetic for deep learning", 2016,
 * chapter 4.
 *
 * @param filters output channels, at least 1, a multiple of {@code groups}
 * @param window kernel, stride, padding and dilation in the output, and what is added to it
 * @param groups groups of channels that are convolved apart from each other, at least 1
 * @param bias whether a bias per filter is learned
 * @param activation applied to the result
 * @param initialization rules for first values
 */
public record ConvTranspose(
    int filters,
    TransposedWindow window,
    int groups,
    boolean bias,
    Activation activation,
    Initialization initialization)
    implements UnaryLayer {
  /** Its rows in the family. */
  public static final List<LayerType> TYPES =
      IntStream.rangeClosed(1, 3)
          .mapToObj(d -> new LayerType("convTranspose" + d + "d", options -> read(d, options)))
          .toList();

  /** Checks the sizes. */
  public ConvTranspose {
    Grouping.check(filters, groups);
  }

  private static ConvTranspose read(int dimensions, LayerOptions options) {
    int filters = options.required("filters", 1, 16);
    Extent none = Extent.of(dimensions, 0);
    Extent one = Extent.of(dimensions, 1);
    Extent kernel = options.extent("kernel", dimensions, 1, null);
    Extent stride = options.extent("stride", dimensions, 1, one);
    Extent padding = options.extent("padding", dimensions, 0, none);
    Extent outputPadding = options.extent("outputPadding", dimensions, 0, none);
    Extent dilation = options.extent("dilation", dimensions, 1, one);
    int groups = options.whole("groups", 1, 1);
    boolean bias = options.flag("bias", true);
    Window window = new Window(kernel, stride, Padding.both(padding), dilation);
    return new ConvTranspose(
        filters,
        new TransposedWindow(window, outputPadding),
        groups,
        bias,
        options.activation("activation"),
        options.initialization(false, bias));
  }

  @Override
  public String kind() {
    return "convTranspose" + window.dimensions() + "d";
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

  /**
   * Returns weight and bias. An element of the input feeds filters / groups · kernel elements; one
   * of the output is fed by channels / groups · kernel / stride, on average.
   */
  @Override
  public List<ParameterSpec> parameters(Shape input) {
    int channels = input.size(0);
    long area = window.window().kernel().product();
    long fanIn = Math.max(1, channels / groups * area / window.window().stride().product());
    long fanOut = filters / groups * area;
    List<Integer> sizes = new ArrayList<>(List.of(channels, filters / groups));
    sizes.addAll(window.window().kernel().sizes());
    Initializer rule = initialization.weightOr(activation.defaultInitializer());
    ParameterSpec weight = new ParameterSpec("weight", new Shape(sizes), rule, fanIn, fanOut);
    return initialization.withBias(weight, filters, bias);
  }

  /** Returns the products of each element of the input, those that padding cuts off included. */
  @Override
  public long multiplyAdds(Shape input) {
    long perInput = filters / groups * window.window().kernel().product();
    return Math.multiplyExact(input.elements(), perInput);
  }
}
