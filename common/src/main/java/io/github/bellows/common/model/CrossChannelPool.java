package io.github.bellows.common.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Pooling across feature maps: each {@code size} neighbouring channels of [channels, …] become one,
 * place by place. The maximum of a linear layer's outputs is maxout; on a row [features] the
 * features are the channels.
 *
 * <p>Reference: Goodfellow, Warde-Farley, Mirza, Courville, Bengio, "Maxout Networks", ICML 2013,
 * section 3.
 *
 * @param size channels that become one, at least 1
 * @param reduction their maximum or average
 */
public record CrossChannelPool(int size, Pool.Reduction reduction) implements UnaryLayer {
  /** Its row in the family. */
  public static final List<LayerType> TYPES =
      List.of(new LayerType("crossChannelPool", CrossChannelPool::read));

  /** Checks the size. */
  public CrossChannelPool {
    if (size < 1) {
      throw new IllegalArgumentException("size = " + size + ": must be at least 1");
    }
  }

  private static CrossChannelPool read(LayerOptions options) {
    int size = options.required("size", 1, 2);
    Map<String, Pool.Reduction> words = new LinkedHashMap<>();
    for (Pool.Reduction reduction : Pool.Reduction.values()) {
      words.put(reduction.word(), reduction);
    }
    String max = Pool.Reduction.MAX.word();
    return new CrossChannelPool(size, options.choice("kind", words, max, max));
  }

  @Override
  public String kind() {
    return "crossChannelPool";
  }

  @Override
  public Map<String, Object> options() {
    Map<String, Object> options = new LinkedHashMap<>();
    options.put("size", size);
    options.put("kind", reduction.word());
    return options;
  }

  @Override
  public Shape outputShape(Shape input) {
    int channels = input.size(0);
    if (channels % size != 0) {
      throw new ShapeException(
          "gets "
              + channels
              + " channels ("
              + input
              + "), which its size "
              + size
              + " does not divide",
          "Choose a size that divides the channels");
    }
    List<Integer> sizes = new ArrayList<>(input.sizes());
    sizes.set(0, channels / size);
    return new Shape(sizes);
  }
}
