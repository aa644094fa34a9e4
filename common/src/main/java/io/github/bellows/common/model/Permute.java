package io.github.bellows.common.model;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Reorders a sample's dimensions: dimension i of the output is dimension {@code order[i]} of the
 * input. PyTorch's {@code permute}, where dimension 0 is that of the samples and stays, so that
 * {@code [3, 1, 2]} makes [channels, height, width] of [height, width, channels].
 *
 * @param order the dimensions of the input, counted from 1, each once
 */
public record Permute(List<Integer> order) implements UnaryLayer {
  /** Its row in the family. */
  public static final List<LayerType> TYPES =
      List.of(
          new LayerType(
              "permute", options -> new Permute(options.wholes("order", 1, List.of(3, 1, 2)))));

  /** Checks the order. */
  public Permute {
    order = List.copyOf(order);
    List<Integer> sorted = order.stream().sorted().toList();
    if (order.isEmpty()
        || !sorted.equals(IntStream.rangeClosed(1, order.size()).boxed().toList())) {
      throw new IllegalArgumentException(
          "order = " + order + ": must hold the input's dimensions, counted from 1, each once");
    }
  }

  /** Returns the order of a batch's dimensions, the samples first: 0, then the order. */
  public long[] batchedOrder() {
    return LongStream.concat(LongStream.of(0), order.stream().mapToLong(Integer::longValue))
        .toArray();
  }

  @Override
  public String kind() {
    return "permute";
  }

  @Override
  public Map<String, Object> options() {
    return Map.of("order", order);
  }

  @Override
  public Shape outputShape(Shape input) {
    if (order.size() != input.rank()) {
      throw new ShapeException(
          "orders " + order.size() + " dimensions, but gets " + input.rank() + " (" + input + ")",
          "Name each dimension of the input in order, counted from 1");
    }
    return new Shape(order.stream().map(d -> input.size(d - 1)).toList());
  }
}
