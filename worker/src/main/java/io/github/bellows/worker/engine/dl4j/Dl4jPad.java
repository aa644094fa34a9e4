package io.github.bellows.worker.engine.dl4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Adds zeros around [samples, channels, …]. */
final class Dl4jPad extends Dl4jFunction {
  private static final long serialVersionUID = 1L;

  private final int[] before;
  private final int[] after;

  /**
   * Creates the function.
   *
   * @param before zeros in front, by dimension behind the channels
   * @param after zeros behind
   */
  Dl4jPad(int[] before, int[] after) {
    this.before = before.clone();
    this.after = after.clone();
  }

  private INDArrayIndex[] inside(INDArray padded) {
    INDArrayIndex[] inside = new INDArrayIndex[padded.rank()];
    for (int d = 0; d < inside.length; d++) {
      inside[d] =
          d < 2
              ? NDArrayIndex.all()
              : NDArrayIndex.interval(before[d - 2], padded.size(d) - after[d - 2]);
    }
    return inside;
  }

  @Override
  INDArray forward(INDArray input) {
    long[] sizes = input.shape().clone();
    for (int d = 0; d < before.length; d++) {
      sizes[d + 2] += before[d] + after[d];
    }
    INDArray padded = Nd4j.create(input.dataType(), sizes);
    padded.put(inside(padded), input);
    return padded;
  }

  @Override
  INDArray backward(INDArray gradient) {
    return gradient.get(inside(gradient)).dup('c');
  }
}
