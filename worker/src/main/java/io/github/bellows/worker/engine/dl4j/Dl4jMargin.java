package io.github.bellows.worker.engine.dl4j;

import io.github.bellows.common.model.Extent;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * What surrounds a part of [samples, …]: zeros to add, or elements to leave out.
 *
 * @param before elements in front, by dimension, the samples' first
 * @param after elements behind
 */
record Dl4jMargin(int[] before, int[] after) {
  /** Returns a margin around the places of [channels, …]. */
  static Dl4jMargin ofPlaces(Extent before, Extent after) {
    int[] front = new int[before.dimensions() + 2];
    int[] behind = new int[before.dimensions() + 2];
    for (int d = 0; d < before.dimensions(); d++) {
      front[d + 2] = before.size(d);
      behind[d + 2] = after.size(d);
    }
    return new Dl4jMargin(front, behind);
  }

  /** Returns the margin around the channels [first, first + count) of so many. */
  static Dl4jMargin ofChannels(int first, int count, int channels, int dimensions) {
    int[] front = new int[dimensions];
    int[] behind = new int[dimensions];
    front[1] = first;
    behind[1] = channels - first - count;
    return new Dl4jMargin(front, behind);
  }

  /** Returns a function that adds zeros. */
  Dl4jFunction added() {
    return Dl4jFunction.of(this::add, this::remove);
  }

  /** Returns a function that leaves the margin out. */
  Dl4jFunction removed() {
    return Dl4jFunction.of(this::remove, this::add);
  }

  private INDArrayIndex[] inside(long[] sizes) {
    INDArrayIndex[] inside = new INDArrayIndex[sizes.length];
    for (int d = 0; d < inside.length; d++) {
      inside[d] = NDArrayIndex.interval(before[d], sizes[d] - after[d]);
    }
    return inside;
  }

  private INDArray add(INDArray part) {
    long[] sizes = part.shape().clone();
    for (int d = 0; d < sizes.length; d++) {
      sizes[d] += before[d] + after[d];
    }
    INDArray whole = Nd4j.create(part.dataType(), sizes);
    whole.put(inside(sizes), part);
    return whole;
  }

  private INDArray remove(INDArray whole) {
    return whole
        .dup('c')
        .get(inside(whole.shape()))
        .dup('c')
        .reshape('c', sizesInside(whole.shape()));
  }

  private long[] sizesInside(long[] sizes) {
    long[] inside = sizes.clone();
    for (int d = 0; d < inside.length; d++) {
      inside[d] -= before[d] + after[d];
    }
    return inside;
  }
}
