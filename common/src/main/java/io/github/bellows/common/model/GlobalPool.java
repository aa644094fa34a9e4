package io.github.bellows.common.model;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Pooling over everything but the channels: [channels, length], [channels, height, width] or
 * [channels, depth, height, width] becomes [channels]. Two sizes are always read as [channels,
 * length], as convolutions make them; the mean over the steps of a sequence [steps, features] is
 * {@code return: mean} of a recurrent layer.
 *
 * <p>Reference: Lin, Chen, Yan, "Network In Network", ICLR 2014, section 3.2.
 *
 * @param reduction maximum or average of a channel
 */
public record GlobalPool(Pool.Reduction reduction) implements UnaryLayer {
  /** Its rows in the family. */
  public static final List<LayerType> TYPES =
      Stream.of(Pool.Reduction.values())
          .map(GlobalPool::new)
          .map(pool -> new LayerType(pool.kind(), options -> pool))
          .toList();

  private static final int MOST_SIZES = 4;

  @Override
  public String kind() {
    String word = reduction.word();
    return "global" + Character.toUpperCase(word.charAt(0)) + word.substring(1) + "Pool";
  }

  @Override
  public Map<String, Object> options() {
    return Map.of();
  }

  @Override
  public Shape outputShape(Shape input) {
    if (input.rank() < 2 || input.rank() > MOST_SIZES) {
      throw new ShapeException(
          "needs channels and one to three sizes to pool over, such as [channels, height, width],"
              + " but gets "
              + input,
          "Put it before flatten");
    }
    return Shape.of(input.size(0));
  }
}
