package io.github.bellows.worker.group;

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
}
