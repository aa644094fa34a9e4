package io.github.bellows.common.model;

import java.io.Serializable;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One number for each dimension in which something slides: length; height and width; depth, height
 * and width.
 *
 * @param sizes one to three numbers
 */
public record Extent(List<Integer> sizes) implements Serializable {
  /** Copies the list. */
  public Extent {
    sizes = List.copyOf(sizes);
  }

  /** Returns the same number for each of some dimensions. */
  public static Extent of(int dimensions, int size) {
    return new Extent(Collections.nCopies(dimensions, size));
  }

  /** Returns the number of dimensions. */
  public int dimensions() {
    return sizes.size();
  }

  /** Returns the number of one dimension, counted from 0. */
  public int size(int dimension) {
    return sizes.get(dimension);
  }

  /** Returns the product of the numbers. */
  public long product() {
    return sizes.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
  }

  /** Returns whether every number is {@code size}. */
  public boolean isAll(int size) {
    return sizes.stream().allMatch(each -> each == size);
  }

  /** Returns the numbers as longs. */
  public long[] toLongs() {
    return sizes.stream().mapToLong(Integer::longValue).toArray();
  }

  /** Returns the numbers of the dimensions, each made by a function of the dimension. */
  static Extent by(int dimensions, java.util.function.IntUnaryOperator size) {
    return new Extent(IntStream.range(0, dimensions).map(size).boxed().toList());
  }

  void atLeast(int minimum, String option) {
    if (sizes.isEmpty() || sizes.stream().anyMatch(size -> size < minimum)) {
      throw new IllegalArgumentException(option + " = " + this + ": must be at least " + minimum);
    }
  }

  /** Returns one number if all are the same, else {@code [height, width]}. */
  @Override
  public String toString() {
    return isAll(sizes.get(0)) ? String.valueOf(sizes.get(0)) : sizes.toString();
  }
}
