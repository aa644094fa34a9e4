package io.github.bellows.worker.feed;

import io.github.bellows.common.data.SampleBatch;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads batches in a thread of its own while the one who takes them computes. Once the memory is
 * filled, the thread rests until a quarter of it is free again: fewer changes between threads,
 * where cores are few, and most of the batches ready when a slow one comes.
 *
 * <p>The thread is never interrupted, since that would close the files that others read from.
 */
final class ReadAhead implements BatchSource {
  private static final Logger LOG = LoggerFactory.getLogger(ReadAhead.class);
  private static final long LEAVING_MILLIS = 10_000;
  private static final long LOOK_UP_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final BatchFiller filler;
  private final Duration deadline;
  private final Thread thread;
  private final int enough;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private final Condition wanted = lock.newCondition();
  private final Deque<SampleBatch> free;
  private final Deque<Ready> ready = new ArrayDeque<>();
  private @Nullable Upcoming upcoming;
  private @Nullable SampleBatch lent;
  private long generation;
  private boolean urgent;
  private boolean started;
  private boolean closed;

  /** A batch, or why it could not be read. */
  private record Ready(
      Upcoming.Batch batch, @Nullable SampleBatch samples, @Nullable Throwable failure) {}

  /**
   * Creates a source.
   *
   * @param memory at least two batches: one for whoever computes, the others to read ahead
   */
  ReadAhead(BatchFiller filler, Collection<SampleBatch> memory, Duration deadline) {
    this.filler = filler;
    this.deadline = deadline;
    free = new ArrayDeque<>(memory);
    enough = Math.max(1, memory.size() / 4);
    thread = new Thread(this::read, "bellows-read");
    thread.setDaemon(true);
  }

  @Override
  public void expect(Upcoming batches) {
    lock.lock();
    try {
      if (!started) {
        started = true;
        thread.start();
      }
      generation++;
      upcoming = batches;
      for (Ready unread = ready.poll(); unread != null; unread = ready.poll()) {
        release(unread.samples);
      }
      urgent = true;
      wanted.signal();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public SampleBatch take(Upcoming.Batch batch) {
    lock.lock();
    try {
      release(lent);
      lent = null;
      if (free.size() >= enough) {
        wanted.signal();
      }
      Ready next = await(batch);
      lent = next.samples;
      if (!next.batch.equals(batch)) {
        throw new IllegalStateException(next.batch + " was read where " + batch + " is needed");
      }
      return result(next);
    } finally {
      lock.unlock();
    }
  }

  private static SampleBatch result(Ready next) {
    if (next.failure instanceof Error error) {
      throw error;
    } else if (next.failure instanceof RuntimeException failure) {
      throw failure;
    } else if (next.samples == null) {
      throw new IllegalStateException(next.batch + " was not read", next.failure);
    }
    return next.samples;
  }

  private Ready await(Upcoming.Batch batch) {
    long began = System.nanoTime();
    try {
      while (ready.isEmpty()) {
        urgent = true;
        wanted.signal();
        if (closed) {
          throw new IllegalStateException("this reader is closed");
        }
        long waited = System.nanoTime() - began;
        if (!deadline.isZero() && waited > deadline.toNanos()) {
          throw late(batch, "were waited for " + deadline.toSeconds() + " s");
        }
        long unused = arrived.awaitNanos(LOOK_UP_NANOS);
      }
      urgent = false;
      return ready.remove();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw late(batch, "were no longer waited for");
    }
  }

  private static TrainingException late(Upcoming.Batch batch, String what) {
    return TrainingException.of(
        ErrorCode.NO_CAPACITY,
        "step " + batch.step().step() + ", lane " + batch.lane(),
        "its samples " + what,
        "Look at the file system that holds data.prepared, and resume the run");
  }

  private void read() {
    while (true) {
      SampleBatch memory;
      Upcoming.Batch batch;
      long asked;
      lock.lock();
      try {
        Upcoming next = awaitWork();
        if (next == null) {
          return;
        }
        memory = free.remove();
        batch = next.next();
        asked = generation;
      } finally {
        lock.unlock();
      }
      Throwable failure = fill(batch, memory);
      lock.lock();
      try {
        deliver(asked, batch, memory, failure);
      } finally {
        lock.unlock();
      }
    }
  }

  /** Waits until there is something to read and memory for it; null if nobody wants any more. */
  private @Nullable Upcoming awaitWork() {
    boolean rested = false;
    while (!closed) {
      Upcoming next = upcoming;
      int needed = rested && !urgent ? enough : 1;
      if (next != null && next.hasNext() && free.size() >= needed) {
        return next;
      }
      rested = true;
      wanted.awaitUninterruptibly();
    }
    return null;
  }

  private @Nullable Throwable fill(Upcoming.Batch batch, SampleBatch memory) {
    try {
      filler.fill(batch.step(), batch.lane(), memory);
      return null;
    } catch (RuntimeException | Error failure) {
      return failure;
    }
  }

  private void deliver(
      long asked, Upcoming.Batch batch, SampleBatch memory, @Nullable Throwable failure) {
    if (asked != generation) {
      release(memory);
      return;
    }
    if (failure != null) {
      upcoming = null;
      release(memory);
    }
    ready.add(new Ready(batch, failure == null ? memory : null, failure));
    arrived.signal();
  }

  private void release(@Nullable SampleBatch memory) {
    if (memory != null) {
      free.add(memory);
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      wanted.signal();
      arrived.signal();
    } finally {
      lock.unlock();
    }
    try {
      thread.join(LEAVING_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (thread.isAlive()) {
      LOG.warn("{} is still reading; it ends with that", thread.getName());
    }
  }
}
