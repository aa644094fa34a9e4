package io.github.bellows.worker.group;

import io.github.bellows.worker.step.StepTimes;
import java.util.List;

/**
 * Where one worker's time of the current step went, in nanoseconds. Written by its worker, read by
 * another while this one waits.
 */
final class WorkerClock {
  private long mark;
  private long compute;
  private long exchange;
  private long update;
  private long waited;
  private long waitedAfterUpdate;

  /** Starts a step; the wait behind the last update counts into this one. */
  void start() {
    mark = System.nanoTime();
    waited = waitedAfterUpdate;
  }

  private long lap() {
    long now = System.nanoTime();
    long lap = now - mark;
    mark = now;
    return lap;
  }

  void computed() {
    compute = lap();
  }

  void exchanged() {
    exchange = lap();
  }

  void updated() {
    update = lap();
  }

  void waited() {
    waited += lap();
  }

  void waitedAfterUpdate() {
    waitedAfterUpdate = lap();
  }

  long compute() {
    return compute;
  }

  long exchange() {
    return exchange;
  }

  long update() {
    return update;
  }

  long waitedNanos() {
    return waited;
  }

  /** Returns where the time of one step went, as a mean over the workers. */
  static StepTimes mean(List<WorkerClock> clocks, int steps) {
    double shares = (double) clocks.size() * steps;
    double compute = 0;
    double exchange = 0;
    double update = 0;
    double wait = 0;
    for (WorkerClock clock : clocks) {
      compute += clock.compute() / shares;
      exchange += clock.exchange() / shares;
      update += clock.update() / shares;
      wait += clock.waitedNanos() / shares;
    }
    return new StepTimes(compute, exchange, update, wait);
  }
}
