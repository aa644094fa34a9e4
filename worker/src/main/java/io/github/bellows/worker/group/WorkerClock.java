package io.github.bellows.worker.group;

import io.github.bellows.worker.step.WorkerTimes;

/**
 * Where one worker's time of the current round went, in nanoseconds, and that of the rounds before.
 * Written by its worker, read by another while this one waits.
 */
final class WorkerClock {
  private long mark;
  private long compute;
  private long exchange;
  private long update;
  private long waited;
  private long waitedAfterUpdate;
  private WorkerTimes before = WorkerTimes.NONE;

  /** Starts a round; the wait behind the last update counts into this one. */
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

  /** Takes a part of the time that is being measured for waiting. */
  void waitedMeanwhile(long nanos) {
    waited += nanos;
    mark += nanos;
  }

  void waitedAfterUpdate() {
    waitedAfterUpdate = lap();
  }

  /** Takes the times of a round that somebody else has measured. */
  void set(long computed, long exchanged, long updated, long waiting) {
    compute = computed;
    exchange = exchanged;
    update = updated;
    waited = waiting;
  }

  long compute() {
    return compute;
  }

  /** Returns the present round, which had some steps. */
  WorkerTimes round(int steps) {
    return new WorkerTimes(steps, compute, exchange, update, waited);
  }

  /** Adds a round to those before. */
  void add(WorkerTimes round) {
    before = before.plus(round);
  }

  /** Returns the rounds since the last call. */
  WorkerTimes take() {
    WorkerTimes taken = before;
    before = WorkerTimes.NONE;
    return taken;
  }
}
