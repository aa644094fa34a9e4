package io.github.bellows.driver.train;

import io.github.bellows.common.metric.Evaluation;

/**
 * Measures parameters on held-out data. The same parameters give the same bits, whatever runs it.
 */
public interface Validator {
  /** Returns the figures of the given parameters. */
  Evaluation evaluate(float[] parameters);
}
