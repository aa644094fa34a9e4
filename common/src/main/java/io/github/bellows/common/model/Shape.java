package io.github.bellows.common.model;

import java.io.Serializable;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The sizes of a tensor, without the sample dimension: {@code [channels, height, width]} for an
 * image, {@code [features]} for a row. Immutable.
 *
 * @param sizes at least one size, each at least 1
 */
public record Shape(List<Integer> sizes) implements Serializable {
  /** Checks the sizes. */
  public Shape {
    sizes = List.copyOf(sizes);
    if (sizes.isEmpty() || sizes.stream().anyMatch(size -> size < 1)) {
      throw new IllegalArgumentException("shape = " + sizes + ": sizes must be at least 1");
    }
  }

  /** Returns a shape of the given sizes. */
  public static Shape of(int... sizes) {
    return new Shape(IntStream.of(sizes).boxed().toList());
  }

  /** Returns the number of dimensions. */
  public int rank() {
    return sizes.size();
  }

  /** Returns the size of one dimension, counted from 0. */
  public int size(int dimension) {
    return sizes.get(dimension);
  }

  /**
   * Returns the number of elements.
   *
   * @throws ArithmeticException if it does not fit a long
   */
  public long elements() {
    return sizes.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
  }

  /** Returns the sizes as longs, with {@code samples} in front. */
  public long[] batched(long samples) {
    return IntStream.rangeClosed(0, rank())
        .mapToLong(d -> d == 0 ? samples : size(d - 1))
        .toArray();
  }

  /** Returns the sizes as longs. */
  public long[] toLongs() {
    return sizes.stream().mapToLong(Integer::longValue).toArray();
  }

  /** Returns the sizes as people write them: {@code 20×12×12}. */
  @Override
  public String toString() {
    return sizes.stream().map(String::valueOf).collect(Collectors.joining("×"));
  }
}
