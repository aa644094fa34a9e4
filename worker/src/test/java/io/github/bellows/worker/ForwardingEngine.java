package io.github.bellows.worker;

import io.github.bellows.common.data.SampleBatch;
import io.github.bellows.worker.engine.EvaluatedBatch;
import io.github.bellows.worker.engine.FlatMemory;
import io.github.bellows.worker.engine.GradientEngine;
import io.github.bellows.worker.engine.LossSum;

/** An engine that lets another one compute; tests change what they need. */
public abstract class ForwardingEngine implements GradientEngine {
  private final GradientEngine to;

  /** Creates an engine that closes the other one when it is closed. */
  protected ForwardingEngine(GradientEngine to) {
    this.to = to;
  }

  @Override
  public LossSum gradient(SampleBatch batch, FlatMemory gradient, long key) {
    return to.gradient(batch, gradient, key);
  }

  @Override
  public void evaluate(SampleBatch batch, EvaluatedBatch target) {
    to.evaluate(batch, target);
  }

  @Override
  public void predict(SampleBatch batch, float[][] outputs) {
    to.predict(batch, outputs);
  }

  @Override
  public void close() {
    to.close();
  }
}
