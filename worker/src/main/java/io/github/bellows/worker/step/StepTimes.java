package io.github.bellows.worker.step;

import java.io.Serializable;

/**
 * Where the time of a step went, in nanoseconds, as a mean over the workers of a group.
 *
 * @param compute reading samples, forward and backward pass
 * @param exchange adding and averaging gradients
 * @param update optimizer and publishing the new parameters
 * @param waiting standing still until the other workers are there
 */
public record StepTimes(double compute, double exchange, double update, double waiting)
    implements Serializable {
  /** Returns the length of the step. */
  public double total() {
    return compute + exchange + update + waiting;
  }
}
