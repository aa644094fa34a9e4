package io.github.bellows.worker.engine.dl4j;

import io.github.bellows.common.data.SampleBatch;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What an output is compared with, for the samples of one batch.
 *
 * @param classes class indices, {@code length} per sample; null if the label holds numbers
 * @param numbers likewise; null if it holds classes
 * @param length how many a sample has
 */
record Dl4jTruth(@Nullable LongBuffer classes, @Nullable FloatBuffer numbers, int length) {
  /** Returns the label of a batch for an output of some elements per sample. */
  static Dl4jTruth of(SampleBatch batch, int width) {
    return batch.schema().classNames().isEmpty()
        ? new Dl4jTruth(null, batch.targets(), width)
        : new Dl4jTruth(batch.classes(), null, 1);
  }

  /** Returns whether the label holds class indices. */
  boolean hasClasses() {
    return classes != null;
  }

  /** Returns one of a sample's class indices. */
  int classOf(int sample, int place) {
    if (classes == null) {
      throw new IllegalStateException("this label holds numbers");
    }
    return (int) classes.get(sample * length + place);
  }

  /** Returns one of a sample's numbers. */
  double number(int sample, int element) {
    if (numbers == null) {
      throw new IllegalStateException("this label holds classes");
    }
    return numbers.get(sample * length + element);
  }
}
