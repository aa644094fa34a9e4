package io.github.bellows.worker.group;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What has arrived from the other groups, by kind and round. Network threads add to it; workers
 * wait until all that they expect is there. What a faster group sends early waits for its round.
 */
final class Inbox {
  private static final long LOOK_UP_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final int groups;
  private final Duration deadline;
  private final IntFunction<String> names;
  private final Map<Key, Arrived> arrived = new HashMap<>();
  private final long[] heard;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition news = lock.newCondition();

  private record Key(Message.Kind kind, long round) {}

  /** What came of one kind in one round, by sender. */
  private static final class Arrived {
    private final long[] elements;
    private final byte[] @Nullable [] bodies;

    Arrived(int groups) {
      elements = new long[groups];
      bodies = new byte[groups][];
    }
  }

  /**
   * Creates an empty inbox.
   *
   * @param groups groups of the run
   * @param deadline longest wait
   * @param names what a group is called in messages
   */
  Inbox(int groups, Duration deadline, IntFunction<String> names) {
    this.groups = groups;
    this.deadline = deadline;
    this.names = names;
    heard = new long[groups];
    Arrays.fill(heard, System.nanoTime());
  }

  /** Notes that numbers came, which are where they belong already. */
  void count(Message.Kind kind, long round, int sender, long elements) {
    add(kind, round, sender, elements, null);
  }

  /** Keeps a message's body until its round. */
  void keep(Message.Kind kind, long round, int sender, byte[] body) {
    add(kind, round, sender, 1, body);
  }

  private void add(
      Message.Kind kind, long round, int sender, long elements, byte @Nullable [] body) {
    lock.lock();
    try {
      Arrived entry = arrived.computeIfAbsent(new Key(kind, round), key -> new Arrived(groups));
      entry.elements[sender] += elements;
      heard[sender] = System.nanoTime();
      if (body != null) {
        entry.bodies[sender] = body;
      }
      news.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until every group has sent what is expected of it, and forgets it.
   *
   * @param expected by group
   * @param failure what ends the wait early, looked up often
   * @return the bodies kept, by group
   * @throws TrainingException NO_CAPACITY if the deadline passes
   */
  byte[] @Nullable [] await(
      Message.Kind kind, long round, long[] expected, Supplier<@Nullable Throwable> failure) {
    Key key = new Key(kind, round);
    long end = System.nanoTime() + deadline.toNanos();
    lock.lock();
    try {
      while (true) {
        Arrived entry = arrived.computeIfAbsent(key, absent -> new Arrived(groups));
        if (IntStream.range(0, groups).allMatch(g -> entry.elements[g] >= expected[g])) {
          arrived.remove(key);
          return entry.bodies;
        }
        rethrow(failure.get());
        if (System.nanoTime() > end) {
          throw late(key, expected, entry);
        }
        long unused = news.awaitNanos(LOOK_UP_NANOS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TrainingException(
          ErrorCode.NO_CAPACITY, "step " + round + ": waiting for other workers was cancelled", e);
    } finally {
      lock.unlock();
    }
  }

  private static void rethrow(@Nullable Throwable failure) {
    if (failure instanceof RuntimeException e) {
      throw e;
    }
    if (failure instanceof Error e) {
      throw e;
    }
  }

  private TrainingException late(Key key, long[] expected, Arrived entry) {
    String missing =
        IntStream.range(0, groups)
            .filter(group -> entry.elements[group] < expected[group])
            .mapToObj(group -> names.apply(group) + ", last heard of " + ago(heard[group]))
            .collect(Collectors.joining("; "));
    return TrainingException.of(
        ErrorCode.NO_CAPACITY,
        "step " + key.round() + ", " + key.kind().words(),
        "waited " + deadline.toSeconds() + " s for " + missing,
        "Resume the run; if it happens again, give the executors more cores or memory, or look at"
            + " the network between them");
  }

  /** Returns how long ago a moment of {@link System#nanoTime} was. */
  private static String ago(long moment) {
    return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - moment) + " s ago";
  }
}
