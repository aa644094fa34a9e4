package io.github.bellows.worker.engine.dl4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Adds the zeros behind [samples, channels, …] that exceed those in front. */
final class Dl4jPadBehind extends Dl4jFunction {
  private static final long serialVersionUID = 1L;

  private final int[] more;

  /**
   * Creates the function.
   *
   * @param before zeros in front, by dimension behind the channels
   * @param after zeros behind, at least as many
   */
  Dl4jPadBehind(int[] before, int[] after) {
    more = new int[before.length];
    for (int d = 0; d < more.length; d++) {
      more[d] = after[d] - before[d];
    }
  }

  private INDArrayIndex[] inside(INDArray padded) {
    INDArrayIndex[] inside = new INDArrayIndex[padded.rank()];
    for (int d = 0; d < inside.length; d++) {
      long zeros = d < 2 ? 0 : more[d - 2];
      inside[d] = NDArrayIndex.interval(0, padded.size(d) - zeros);
    }
    return inside;
  }

  @Override
  INDArray forward(INDArray input) {
    long[] sizes = input.shape().clone();
    for (int d = 0; d < more.length; d++) {
      sizes[d + 2] += more[d];
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
