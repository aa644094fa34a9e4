package io.github.bellows.worker.group;

/**
 * What is known of a step before its update.
 *
 * @param loss sum over the global batch of the samples' losses, before the update
 * @param weight samples in the global batch
 * @param gradientNorm Euclidean norm of the mean gradient, before clipping
 */
public record StepSums(double loss, long weight, double gradientNorm) {
  /** Returns the mean loss over the global batch. */
  public double meanLoss() {
    return loss / weight;
  }
}
