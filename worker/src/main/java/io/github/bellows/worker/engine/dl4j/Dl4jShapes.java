package io.github.bellows.worker.engine.dl4j;

import io.github.bellows.common.model.Extent;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Changes of shape: copies of the same elements, the last dimension fastest. */
final class Dl4jShapes {
  private Dl4jShapes() {}

  /** Gives the elements other sizes, and back. */
  private static final class Reshaped extends Dl4jFunction {
    private static final long serialVersionUID = 1L;

    private final transient UnaryOperator<long[]> sizes;
    private long[] before = {};

    /** Creates one by a function from the old sizes to the new ones. */
    Reshaped(UnaryOperator<long[]> sizes) {
      this.sizes = sizes;
    }

    @Override
    INDArray forward(INDArray input) {
      before = input.shape();
      return input.dup('c').reshape('c', sizes.apply(before));
    }

    @Override
    INDArray backward(INDArray gradient) {
      return gradient.dup('c').reshape('c', before);
    }
  }

  /**
   * Returns a function that gives the elements other sizes.
   *
   * @param sizes the first follows from the others and is not looked at
   */
  static Dl4jFunction reshaped(long... sizes) {
    long known = product(sizes, 1);
    return new Reshaped(
        before -> {
          long[] after = sizes.clone();
          after[0] = product(before, 0) / known;
          return after;
        });
  }

  /** Returns a function that makes some rows of each sample. */
  static Dl4jFunction rows(long perSample) {
    return new Reshaped(
        before -> new long[] {before[0] * perSample, product(before, 1) / perSample});
  }

  /** Returns a function that makes images of width 1 of lines [channels, length]. */
  static Dl4jFunction widened() {
    return new Reshaped(before -> new long[] {before[0], before[1], before[2], 1});
  }

  private static long product(long[] sizes, int from) {
    return LongStream.of(sizes).skip(from).reduce(1, Math::multiplyExact);
  }

  /** Returns a function that makes dimension d of what was dimension order[d]. */
  static Dl4jFunction permuted(int... order) {
    int[] back = new int[order.length];
    for (int d = 0; d < order.length; d++) {
      back[order[d]] = d;
    }
    return Dl4jFunction.of(
        input -> input.permute(order).dup('c'), gradient -> gradient.permute(back).dup('c'));
  }

  /** Returns the identity in new memory: nothing done to either side shows on the other. */
  static Dl4jFunction copied() {
    return Dl4jFunction.of(input -> input.dup('c'), gradient -> gradient.dup('c'));
  }

  /** Returns the order that puts dimension 1 last. */
  static int[] channelsLast(int dimensions) {
    int[] order = new int[dimensions];
    for (int d = 1; d < dimensions - 1; d++) {
      order[d] = d + 1;
    }
    order[dimensions - 1] = 1;
    return order;
  }

  /** Returns the order that makes the last dimension the second. */
  static int[] channelsSecond(int dimensions) {
    int[] order = new int[dimensions];
    order[1] = dimensions - 1;
    for (int d = 2; d < dimensions; d++) {
      order[d] = d - 1;
    }
    return order;
  }

  /** Returns the numbers as ints; those of a line with one more, for the width of an image. */
  static int[] sizes(Extent extent, int width) {
    int[] sizes = extent.sizes().stream().mapToInt(Integer::intValue).toArray();
    return sizes.length == 1 ? new int[] {sizes[0], width} : sizes;
  }
}
