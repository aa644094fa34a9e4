package io.github.bellows.common.metric;

import java.io.Serializable;

/**
 * What a pass over data collects. Mutable, for one thread. Sums over parts of the data merge into
 * the sums over all of it; counts exactly, doubles up to rounding, so whoever wants the same bits
 * each time cuts and merges in the same order.
 */
public sealed interface EvaluationSums extends Serializable
    permits ClassificationSums, RegressionSums {
  /** Returns the number of samples added. */
  long count();

  /** Returns the sum of their losses. */
  double lossSum();

  /**
   * Adds another part's sums to these; the other is not changed.
   *
   * @throws IllegalArgumentException if it is of another kind or size
   */
  void merge(EvaluationSums other);

  /**
   * Returns the figures.
   *
   * @throws IllegalStateException if no sample was added
   */
  Evaluation result();
}
