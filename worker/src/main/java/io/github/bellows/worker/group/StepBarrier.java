package io.github.bellows.worker.group;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Where the workers of a group meet several times a step. Whoever comes last runs an action alone
 * while the others wait; what it writes is visible to all of them afterwards.
 *
 * <p>Waiters spin for a few microseconds, since steps are short, and then park. Every wait has a
 * deadline and names who is missing. After a failure the barrier stays broken: all present and
 * future waiters leave with the first failure.
 */
public final class StepBarrier {
  private static final int SPINS = 2_000;
  private static final long PARK_NANOS = 1_000_000;

  private final int parties;
  private final Duration deadline;
  private final AtomicInteger arrived = new AtomicInteger();
  private final AtomicReferenceArray<@Nullable Thread> waiting;
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private volatile long meetings;

  /**
   * Creates a barrier.
   *
   * @param parties number of workers, ranks 0 to parties − 1
   * @param deadline longest time one worker waits for the others
   */
  public StepBarrier(int parties, Duration deadline) {
    this.parties = parties;
    this.deadline = deadline;
    this.waiting = new AtomicReferenceArray<>(parties);
  }

  /**
   * Waits until every worker is here.
   *
   * @param rank the calling worker
   * @param phase what the workers do next, for the error when one is missing
   * @param last run by the worker that comes last, before anyone goes on; its failure breaks the
   *     barrier
   * @throws TrainingException the first failure of any worker, or {@link ErrorCode#NO_CAPACITY} if
   *     the deadline passes or the thread is interrupted
   */
  public void await(int rank, String phase, Runnable last) {
    long meeting = meetings;
    rethrow();
    if (arrived.incrementAndGet() == parties) {
      try {
        last.run();
      } catch (RuntimeException | Error e) {
        fail(e);
        throw e;
      }
      arrived.set(0);
      meetings = meeting + 1;
      wakeOthers(rank);
    } else {
      pause(rank, meeting, phase);
    }
  }

  private void pause(int rank, long meeting, String phase) {
    for (int spin = 0; spin < SPINS && meetings == meeting && failure.get() == null; spin++) {
      Thread.onSpinWait();
    }
    long start = System.nanoTime();
    waiting.set(rank, Thread.currentThread());
    while (meetings == meeting && failure.get() == null) {
      LockSupport.parkNanos(this, PARK_NANOS);
      if (Thread.interrupted()) {
        fail(late(phase, "was cancelled"));
      } else if (System.nanoTime() - start > deadline.toNanos() && meetings == meeting) {
        fail(late(phase, "waited " + deadline.toSeconds() + " s for " + missing()));
      }
    }
    waiting.set(rank, null);
    if (meetings == meeting) {
      rethrow();
    }
  }

  private static TrainingException late(String phase, String what) {
    return TrainingException.of(
        ErrorCode.NO_CAPACITY,
        "step phase " + phase,
        "a worker " + what,
        "Resume the run; if it happens again, give the workers more cores or memory");
  }

  /** Returns by name the workers that are not waiting here. */
  String missing() {
    return IntStream.range(0, parties)
        .filter(rank -> waiting.get(rank) == null)
        .mapToObj(rank -> "worker " + rank)
        .collect(Collectors.joining(", "));
  }

  /** Breaks the barrier: all waiters, now and later, leave with the first failure given. */
  public void fail(Throwable cause) {
    if (failure.compareAndSet(null, cause)) {
      wakeOthers(-1);
    }
  }

  /** Returns the failure that broke the barrier, or null. */
  public @Nullable Throwable failure() {
    return failure.get();
  }

  private void wakeOthers(int rank) {
    for (int other = 0; other < parties; other++) {
      Thread thread = waiting.get(other);
      if (other != rank && thread != null) {
        LockSupport.unpark(thread);
      }
    }
  }

  private void rethrow() {
    Throwable cause = failure.get();
    if (cause instanceof RuntimeException e) {
      throw e;
    }
    if (cause instanceof Error e) {
      throw e;
    }
    if (cause != null) {
      throw new IllegalStateException(cause);
    }
  }
}
