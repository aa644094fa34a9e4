package io.github.bellows.worker.engine.dl4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Some of the channels of [samples, channels, …]. */
final class Dl4jSlice extends Dl4jFunction {
  private static final long serialVersionUID = 1L;

  private final int first;
  private final int count;
  private long[] before = {};

  Dl4jSlice(int first, int count) {
    this.first = first;
    this.count = count;
  }

  private INDArrayIndex[] part(int dimensions) {
    INDArrayIndex[] part = new INDArrayIndex[dimensions];
    for (int d = 0; d < dimensions; d++) {
      part[d] = d == 1 ? NDArrayIndex.interval(first, first + count) : NDArrayIndex.all();
    }
    return part;
  }

  @Override
  INDArray forward(INDArray input) {
    before = input.shape();
    return input.get(part(input.rank())).dup('c');
  }

  @Override
  INDArray backward(INDArray gradient) {
    INDArray all = Nd4j.create(gradient.dataType(), before);
    all.put(part(before.length), gradient);
    return all;
  }
}
