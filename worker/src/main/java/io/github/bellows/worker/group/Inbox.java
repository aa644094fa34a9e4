package io.github.bellows.worker.group;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import java.time.Duration;
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
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition complete = lock.newCondition();
  private @Nullable Key awaited;
  private long[] expected = {};

  private record Key(Message.Kind kind, long round) {}

  /** What came of one kind in one round, by sender. */
  private static final class Arrived {
    private final Key key;
    private final long[] elements;
    private final byte[] @Nullable [] bodies;

    Arrived(Key key, int groups) {
      this.key = key;
      elements = new long[groups];
      bodies = new byte[groups][];
    }

    boolean has(long[] expected) {
      return IntStream.range(0, elements.length).allMatch(g -> elements[g] >= expected[g]);
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
      Arrived entry =
          arrived.computeIfAbsent(new Key(kind, round), absent -> new Arrived(absent, groups));
      entry.elements[sender] += elements;
      if (body != null) {
        entry.bodies[sender] = body;
      }
      if (entry.key.equals(awaited) && entry.has(expected)) {
        complete.signal(); // not before: each wake-up costs the waiting worker's core
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until every group has sent what is expected of it, and forgets it. One thread at a time.
   *
   * @param wanted elements expected, by group
   * @param failure what ends the wait early, looked up often
   * @return the bodies kept, by group
   * @throws TrainingException NO_CAPACITY if the deadline passes
   */
  byte[] @Nullable [] await(
      Message.Kind kind, long round, long[] wanted, Supplier<@Nullable Throwable> failure) {
    Key key = new Key(kind, round);
    long end = System.nanoTime() + deadline.toNanos();
    lock.lock();
    try {
      awaited = key;
      expected = wanted.clone();
      Arrived entry = arrived.computeIfAbsent(key, absent -> new Arrived(absent, groups));
      while (true) {
        if (entry.has(expected)) {
          arrived.remove(key);
          return entry.bodies;
        }
        rethrow(failure.get());
        if (System.nanoTime() > end) {
          throw late(entry);
        }
        long unused = complete.awaitNanos(LOOK_UP_NANOS);
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

  private TrainingException late(Arrived entry) {
    String missing =
        IntStream.range(0, groups)
            .filter(group -> entry.elements[group] < expected[group])
            .mapToObj(names)
            .collect(Collectors.joining(", "));
    return TrainingException.of(
        ErrorCode.NO_CAPACITY,
        "step " + entry.key.round() + ", " + entry.key.kind().words(),
        "waited " + deadline.toSeconds() + " s for " + missing,
        "Resume the run; if it happens again, give the executors more cores or memory, or look at"
            + " the network between them");
  }
}
