package io.github.bellows.worker.step;

/**
 * What is known of a step before its update.
 *
 * @param loss sum over the global batch of the samples' losses, before the update
 * @param weight sum of the weights of the samples in the global batch; their number, unless the
 *     data or the classes have weights
 * @param gradientNorm Euclidean norm of the mean gradient, before clipping
 */
public record StepSums(double loss, double weight, double gradientNorm) {
  /** Returns the mean loss over the global batch; 0 if no sample has weight. */
  public double meanLoss() {
    return weight == 0 ? 0 : loss / weight;
  }
}
