package io.github.bellows.worker.group;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.worker.step.Round;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import java.util.function.Supplier;
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
  private final Names names;
  private final AtomicInteger arrived = new AtomicInteger();
  private final AtomicReferenceArray<@Nullable Thread> waiting;
  private final AtomicLongArray seen;
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private volatile long meetings;

  /**
   * What a barrier says where it stands, and who is missing.
   *
   * @param place such as {@code step 7}
   * @param worker by what name the worker of a rank is known
   */
  public record Names(Supplier<String> place, IntFunction<String> worker) {
    /** Names where nobody knows which step it is. */
    static final Names PLAIN = new Names(() -> "step phase", rank -> "worker " + rank);

    /** Names rounds, and the workers of a group, alone in the run or among others. */
    static Names of(Supplier<@Nullable Round> round, int workers, @Nullable Neighbours neighbours) {
      Supplier<String> place =
          () -> {
            Round current = round.get();
            return current == null ? "between steps" : "step " + current.first().step();
          };
      if (neighbours == null) {
        return new Names(place, rank -> "worker " + rank);
      }
      String group = neighbours.links().describe(neighbours.self());
      return new Names(place, rank -> workers == 1 ? group : "no. " + (rank + 1) + " of " + group);
    }
  }

  /**
   * Creates a barrier.
   *
   * @param parties number of workers, ranks 0 to parties − 1
   * @param deadline longest time one worker waits for the others; half as long again for one that
   *     is alone at work, which may be waiting itself for somebody it can name
   */
  public StepBarrier(int parties, Duration deadline, Names names) {
    this.parties = parties;
    this.deadline = deadline;
    this.names = names;
    this.waiting = new AtomicReferenceArray<>(parties);
    seen = new AtomicLongArray(parties);
    for (int rank = 0; rank < parties; rank++) {
      seen.set(rank, System.nanoTime());
    }
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
    seen.lazySet(rank, System.nanoTime());
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
      } else if (System.nanoTime() - start > limitNanos() && meetings == meeting) {
        long seconds = TimeUnit.NANOSECONDS.toSeconds(limitNanos());
        fail(late(phase, "waited " + seconds + " s for " + missing(this::lastSeen)));
      }
    }
    waiting.set(rank, null);
    if (meetings == meeting) {
      rethrow();
    }
  }

  private long limitNanos() {
    long nanos = deadline.toNanos();
    return arrived.get() == parties ? nanos + nanos / 2 : nanos;
  }

  private TrainingException late(String phase, String what) {
    return TrainingException.of(
        ErrorCode.NO_CAPACITY,
        names.place().get() + ", " + phase,
        "a worker " + what,
        "Resume the run; if it happens again, give the workers more cores or memory");
  }

  /** Returns by name the workers that are not waiting here. */
  String missing() {
    return missing(names.worker());
  }

  private String missing(IntFunction<String> worker) {
    return IntStream.range(0, parties)
        .filter(rank -> waiting.get(rank) == null)
        .mapToObj(worker)
        .collect(Collectors.joining(", "));
  }

  private String lastSeen(int rank) {
    long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - seen.get(rank));
    return names.worker().apply(rank) + " (last seen " + seconds + " s ago)";
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
