package io.github.bellows.common.optim;

/**
 * An optimizer that scales the learning rate of each tensor by a trust ratio, a function of the
 * norms of the tensor and of a direction. So it goes over the vector twice: {@link #direction},
 * then, once the norms are known, {@link #at} with the scaled rate.
 *
 * <p>It treats weight decay by itself, as part of the direction: {@link Moment#weightDecay}.
 */
public sealed interface LayerwiseSpec extends OptimizerSpec permits Lars, Lamb {
  /** Returns the first pass: it puts into the gradient what the ratio is measured against. */
  ElementUpdate direction(Moment moment);

  /**
   * Returns the factor of the learning rate of a tensor that takes part in it.
   *
   * @param parameterNorm Euclidean norm of the tensor before the update
   * @param directionNorm Euclidean norm of its part of the direction
   * @param weightDecay the tensor's weight decay at this step
   */
  double trust(double parameterNorm, double directionNorm, double weightDecay);
}
