package io.github.bellows.worker.step;

import java.io.Serializable;

/**
 * Where the time of a step went, in nanoseconds, as a mean over the workers of a group, and which
 * worker of the run the others had to wait for.
 *
 * @param compute reading samples, forward and backward pass
 * @param exchange adding and averaging gradients
 * @param update optimizer and publishing the new parameters
 * @param waiting standing still until the other workers are there
 * @param slowest the rank that computed longest, of all groups
 * @param longest how long it computed
 */
public record StepTimes(
    double compute, double exchange, double update, double waiting, int slowest, double longest)
    implements Serializable {
  /** The times of a worker that is alone. */
  public StepTimes(double compute, double exchange, double update, double waiting) {
    this(compute, exchange, update, waiting, 0, compute);
  }

  /** Returns the length of the step. */
  public double total() {
    return compute + exchange + update + waiting;
  }
}
