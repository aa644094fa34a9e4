package io.github.bellows.worker.group;

import java.time.Duration;
import java.util.BitSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Which workers of a group have begun its segment, and how many are inside. Thread-safe. */
final class Attendance {
  private final int workers;
  private final BitSet started = new BitSet();
  private int inside;
  private boolean closed;

  Attendance(int workers) {
    this.workers = workers;
  }

  /** Forgets who has begun: another segment is open. */
  synchronized void begin() {
    started.clear();
  }

  /**
   * Lets a worker in.
   *
   * @throws IllegalStateException once it is closed
   */
  synchronized void enter(int rank) {
    if (closed) {
      throw new IllegalStateException("worker " + rank + " comes too late: the run is over");
    }
    started.set(rank);
    inside++;
  }

  /** Lets a worker out. */
  synchronized void leave() {
    inside--;
    notifyAll();
  }

  /** Returns by name the workers that have not begun; empty if all have. */
  synchronized String notStarted() {
    return IntStream.range(0, workers)
        .filter(rank -> !started.get(rank))
        .mapToObj(rank -> "worker " + rank)
        .collect(Collectors.joining(", "));
  }

  /** Lets nobody in any more, and returns whether all have left in time. */
  synchronized boolean close(Duration patience) {
    closed = true;
    long end = System.nanoTime() + patience.toNanos();
    boolean interrupted = false;
    while (inside > 0 && System.nanoTime() < end) {
      try {
        TimeUnit.NANOSECONDS.timedWait(this, end - System.nanoTime());
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return inside == 0;
  }
}
