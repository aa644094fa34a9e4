package io.github.bellows.common.checkpoint;

import io.github.bellows.common.model.ParameterLayout;
import java.util.List;

/**
 * A named tensor that lies in a part of a flat array. A view: the array is neither copied nor
 * changed, so two tensors are equal only if they share it.
 *
 * @param name the tensor's name in a file
 * @param shape its sizes; empty for a single number
 * @param values the array that holds it
 * @param offset its first element in {@code values}
 */
@SuppressWarnings("ArrayRecordComponent")
public record FlatTensor(String name, List<Long> shape, float[] values, int offset) {
  /** Checks that the tensor lies within the array. */
  public FlatTensor {
    shape = List.copyOf(shape);
    long elements = shape.stream().reduce(1L, Math::multiplyExact);
    if (offset < 0 || offset + elements > values.length) {
      throw new IllegalArgumentException(
          name + shape + " at " + offset + ": outside an array of " + values.length);
    }
  }

  /** Returns a whole array as a tensor of one dimension. */
  public static FlatTensor of(String name, float[] values) {
    return new FlatTensor(name, List.of((long) values.length), values, 0);
  }

  /**
   * Returns every tensor of a layout as a view of the flat vector.
   *
   * @param flat at least {@code layout.length()} elements
   */
  public static List<FlatTensor> of(ParameterLayout layout, float[] flat) {
    return layout.entries().stream()
        .map(entry -> new FlatTensor(entry.name(), shapeOf(entry), flat, entry.offset()))
        .toList();
  }

  /** Returns the sizes of a layout's entry. */
  static List<Long> shapeOf(ParameterLayout.Entry entry) {
    return entry.spec().shape().sizes().stream().map(Integer::longValue).toList();
  }

  /** Returns the number of elements. */
  public int length() {
    return (int) shape.stream().mapToLong(Long::longValue).reduce(1, (a, b) -> a * b);
  }
}
