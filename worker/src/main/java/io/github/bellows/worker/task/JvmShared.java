package io.github.bellows.worker.task;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Objects that tasks of one JVM share, by key: those that the driver has put there for tasks in its
 * own JVM, and those that arrived in an executor and are made only once there. The one thing in
 * Bellows that is static: Spark hands a task nothing but what was serialized into it, so tasks that
 * share memory must find it somewhere.
 */
public final class JvmShared {
  /** Runs whose things an executor keeps: one at a time is usual, and some sessions have two. */
  private static final int MOST_ARRIVED = 2;

  private static final Map<String, Object> OBJECTS = new ConcurrentHashMap<>();

  /** What arrived, the least recently used first. Guarded by itself. */
  private static final Map<String, Object> ARRIVED = new LinkedHashMap<>(16, 0.75f, true);

  private JvmShared() {}

  /** Makes an object findable in this JVM and returns its key; {@link #remove} ends that. */
  public static String publish(Object shared) {
    String key = UUID.randomUUID().toString();
    publish(key, shared);
    return key;
  }

  /** Makes an object findable in this JVM under a key of its own; {@link #remove} ends that. */
  static void publish(String key, Object shared) {
    OBJECTS.put(key, shared);
  }

  /** Forgets an object that was published. */
  public static void remove(String key) {
    OBJECTS.remove(key);
  }

  /** Returns the published object of a key, or null if this JVM has none. */
  public static <T> @Nullable T find(String key, Class<T> type) {
    return type.cast(OBJECTS.get(key));
  }

  /**
   * Returns what arrived in this JVM under a key, made at the first call. Nothing tells an executor
   * that a run is over, so the things of the latest few stay. Others are forgotten, not closed: a
   * task may still use them, and what they hold is freed with the last reference.
   */
  public static <T> T arrived(String key, Class<T> type, Supplier<T> make) {
    synchronized (ARRIVED) {
      T known = type.cast(ARRIVED.get(key));
      if (known == null) {
        known = make.get();
        ARRIVED.put(key, known);
        while (ARRIVED.size() > MOST_ARRIVED) {
          ARRIVED.remove(ARRIVED.keySet().iterator().next());
        }
      }
      return known;
    }
  }
}
