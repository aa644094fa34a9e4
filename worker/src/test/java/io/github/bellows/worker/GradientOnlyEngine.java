package io.github.bellows.worker;

import io.github.bellows.common.data.SampleBatch;
import io.github.bellows.worker.engine.EvaluatedBatch;
import io.github.bellows.worker.engine.GradientEngine;

/** An engine that computes gradients and nothing else. */
@FunctionalInterface
public interface GradientOnlyEngine extends GradientEngine {
  @Override
  default void evaluate(SampleBatch batch, EvaluatedBatch target) {
    throw new UnsupportedOperationException();
  }

  @Override
  default void predict(SampleBatch batch, float[][] outputs) {
    throw new UnsupportedOperationException();
  }

  @Override
  default void close() {}
}
