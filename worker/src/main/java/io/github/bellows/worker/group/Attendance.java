package io.github.bellows.worker.group;

import java.time.Duration;
import java.util.BitSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Which workers of a group have begun the segment, and how many are inside. Thread-safe. */
final class Attendance {
  private final int workers;
  private final BitSet started = new BitSet();
  private int inside;
  private boolean closed;

  Attendance(int workers) {
    this.workers = workers;
  }

  /** Begins a segment that nobody has begun. */
  synchronized void clear() {
    started.clear();
  }

  /** Lets a worker in. */
  synchronized void enter(int rank) {
    if (closed) {
      throw new IllegalStateException("worker " + rank + " comes too late: the run is over");
    }
    started.set(rank);
    inside++;
  }

  synchronized void leave() {
    inside--;
    notifyAll();
  }

  /** Returns by name the workers that have not begun the segment; empty if all have. */
  synchronized String notStarted() {
    return IntStream.range(0, workers)
        .filter(rank -> !started.get(rank))
        .mapToObj(rank -> "worker " + rank)
        .collect(Collectors.joining(", "));
  }

  /** Closes the door and waits until nobody is inside; returns whether that came true in time. */
  synchronized boolean emptied(Duration longest) {
    closed = true;
    long end = System.nanoTime() + longest.toNanos();
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
