package io.github.bellows.worker.engine.torch;

import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** One loss, of one output of a network. Keeps the output's element type. */
interface TorchLoss {
  /** libtorch's code for the elements' losses as they are. */
  long REDUCTION_NONE = 0;

  /** libtorch's code for the sum of the elements' losses. */
  long REDUCTION_SUM = 2;

  /**
   * Losses with the weights that belong to them.
   *
   * @param loss weight × loss: a scalar sum, or one per sample
   * @param weight the weights that classes give, likewise; null for 1 per sample
   */
  record Weighted(Tensor loss, @Nullable Tensor weight) {}

  /**
   * Returns the sums over the batch of the samples' losses and weights.
   *
   * @param output {@code samples × shape}
   */
  Weighted sum(Tensor output, TorchLabels labels);

  /** Returns the samples' losses and weights, [samples] each. */
  Weighted perSample(Tensor output, TorchLabels labels);
}
