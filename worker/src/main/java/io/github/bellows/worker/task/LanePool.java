package io.github.bellows.worker.task;

import io.github.bellows.worker.group.LaneWork;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What one JVM has opened to compute lanes of a run with, and nobody uses now. It holds as many as
 * were in use at the same time. Thread-safe.
 */
final class LanePool implements AutoCloseable {
  private final Deque<LaneWork> idle = new ArrayDeque<>();
  private @Nullable String owner;
  private boolean closed;

  /** Returns what belongs to the caller until {@link #giveBack}, opened if nothing is idle. */
  LaneWork take(String run, Supplier<LaneWork> open) {
    LaneWork known = idleOf(run);
    return known == null ? open.get() : known;
  }

  private synchronized @Nullable LaneWork idleOf(String run) {
    if (!run.equals(owner)) {
      closeIdle();
      owner = run;
    }
    return idle.poll();
  }

  /** Takes back what is sound; it is closed if nobody will ask for it. */
  synchronized void giveBack(String run, LaneWork work) {
    if (closed || !run.equals(owner)) {
      work.close();
    } else {
      idle.push(work);
    }
  }

  private void closeIdle() {
    idle.forEach(LaneWork::close);
    idle.clear();
  }

  /** Closes what is idle, and what is given back later. */
  @Override
  public synchronized void close() {
    closed = true;
    closeIdle();
  }
}
