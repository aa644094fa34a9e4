package io.github.bellows.worker.step;

import java.io.Serializable;

/**
 * Where one worker's time went over some steps, in nanoseconds.
 *
 * @param steps how many
 * @param compute forward and backward pass
 * @param exchange adding, exchanging and averaging gradients
 * @param update optimizer and publishing the new parameters
 * @param waiting standing still until samples are read and the other workers are there
 */
public record WorkerTimes(long steps, long compute, long exchange, long update, long waiting)
    implements Serializable {
  /** No steps. */
  public static final WorkerTimes NONE = new WorkerTimes(0, 0, 0, 0, 0);

  /** Returns these and others. */
  public WorkerTimes plus(WorkerTimes more) {
    return new WorkerTimes(
        steps + more.steps,
        compute + more.compute,
        exchange + more.exchange,
        update + more.update,
        waiting + more.waiting);
  }

  /** Returns the whole time. */
  public long total() {
    return compute + exchange + update + waiting;
  }
}
