package io.github.bellows.common.metric;

import java.io.Serializable;

/**
 * What a pass over data collects. Mutable, for one thread. Sums over parts of the data merge into
 * the sums over all of it; counts exactly, doubles up to rounding, so whoever wants the same bits
 * each time cuts and merges in the same order.
 *
 * <p>The loss is a weighted mean, Σ weight·loss / Σ weight, as in training. Every other figure
 * counts each sample once, whatever its weight: a weight says how much an error matters to
 * training, not how often the sample occurs.
 */
public sealed interface EvaluationSums extends Serializable
    permits ClassificationSums, MaskSums, MultiLabelSums, MultiOutputSums, RegressionSums {
  /** Returns the number of samples added. */
  long count();

  /** Returns the sum of weight × loss over the samples. */
  double lossSum();

  /** Returns the sum of the samples' weights; their number if each is 1. */
  double weightSum();

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
   * @throws io.github.bellows.common.error.TrainingException if all weights are 0
   */
  Evaluation result();
}
