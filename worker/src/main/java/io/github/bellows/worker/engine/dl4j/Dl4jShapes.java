package io.github.bellows.worker.engine.dl4j;

import io.github.bellows.common.model.Extent;
import java.util.stream.LongStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Changes of shape: views or copies of the same elements, the last dimension fastest. */
final class Dl4jShapes {
  private Dl4jShapes() {}

  /** Gives the elements other sizes. */
  private static final class Reshaped extends Dl4jFunction {
    private static final long serialVersionUID = 1L;

    private final long[] sizes;
    private long[] before = {};

    Reshaped(long[] sizes) {
      this.sizes = sizes.clone();
    }

    @Override
    INDArray forward(INDArray input) {
      before = input.shape();
      long[] after = sizes.clone();
      long known = LongStream.of(after).skip(1).reduce(1, Math::multiplyExact);
      after[0] = input.length() / known;
      return input.dup('c').reshape('c', after);
    }

    @Override
    INDArray backward(INDArray gradient) {
      return gradient.dup('c').reshape('c', before);
    }
  }

  /** Gives the dimensions another order. */
  private static final class Permuted extends Dl4jFunction {
    private static final long serialVersionUID = 1L;

    private final int[] order;
    private final int[] back;

    Permuted(int... order) {
      this.order = order.clone();
      back = new int[order.length];
      for (int d = 0; d < order.length; d++) {
        back[order[d]] = d;
      }
    }

    @Override
    INDArray forward(INDArray input) {
      return input.permute(order).dup('c');
    }

    @Override
    INDArray backward(INDArray gradient) {
      return gradient.permute(back).dup('c');
    }
  }

  /** Makes rows of the elements. */
  private static final class Rows extends Dl4jFunction {
    private static final long serialVersionUID = 1L;

    private final long perSample;
    private long[] before = {};

    Rows(long perSample) {
      this.perSample = perSample;
    }

    @Override
    INDArray forward(INDArray input) {
      before = input.shape();
      long rows = input.size(0) * perSample;
      return input.dup('c').reshape('c', rows, input.length() / rows);
    }

    @Override
    INDArray backward(INDArray gradient) {
      return gradient.dup('c').reshape('c', before);
    }
  }

  /** Adds a dimension of size 1. */
  private static final class Widened extends Dl4jFunction {
    private static final long serialVersionUID = 1L;

    @Override
    INDArray forward(INDArray input) {
      return input.dup('c').reshape('c', input.size(0), input.size(1), input.size(2), 1);
    }

    @Override
    INDArray backward(INDArray gradient) {
      return gradient.dup('c').reshape('c', gradient.size(0), gradient.size(1), gradient.size(2));
    }
  }

  /** Copies the elements, so that nothing that is done to either side shows on the other. */
  private static final class Copied extends Dl4jFunction {
    private static final long serialVersionUID = 1L;

    @Override
    INDArray forward(INDArray input) {
      return input.dup('c');
    }

    @Override
    INDArray backward(INDArray gradient) {
      return gradient.dup('c');
    }
  }

  /**
   * Returns a function that gives the elements other sizes.
   *
   * @param sizes the first follows from the others and is not looked at
   */
  static Dl4jFunction reshaped(long... sizes) {
    return new Reshaped(sizes);
  }

  /** Returns a function that makes dimension d of what was dimension order[d]. */
  static Dl4jFunction permuted(int... order) {
    return new Permuted(order);
  }

  /** Returns a function that makes images of width 1 of lines [channels, length]. */
  static Dl4jFunction widened() {
    return new Widened();
  }

  /** Returns a function that makes some rows of each sample. */
  static Dl4jFunction rows(long perSample) {
    return new Rows(perSample);
  }

  /** Returns the identity. */
  static Dl4jFunction copied() {
    return new Copied();
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

  /** Returns the numbers as ints. */
  static int[] ints(Extent extent) {
    return extent.sizes().stream().mapToInt(Integer::intValue).toArray();
  }

  /** Returns the numbers as ints; those of a line with one more, for the width of an image. */
  static int[] sizes(Extent extent, int width) {
    int[] sizes = ints(extent);
    return sizes.length == 1 ? new int[] {sizes[0], width} : sizes;
  }
}
