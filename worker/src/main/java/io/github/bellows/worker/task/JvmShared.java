package io.github.bellows.worker.task;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Objects that the driver shares with tasks in its own JVM, by key. The one thing in Bellows that
 * is static: Spark hands a task nothing but what was serialized into it, so a task that shares
 * memory with the driver must find it somewhere.
 */
public final class JvmShared {
  private static final Map<String, Object> OBJECTS = new ConcurrentHashMap<>();

  private JvmShared() {}

  /** Makes an object findable in this JVM and returns its key; {@link #remove} ends that. */
  public static String publish(Object shared) {
    String key = UUID.randomUUID().toString();
    OBJECTS.put(key, shared);
    return key;
  }

  /** Forgets an object. */
  public static void remove(String key) {
    OBJECTS.remove(key);
  }

  /** Returns the object of a key, or null if this JVM has none. */
  static <T> @Nullable T find(String key, Class<T> type) {
    return type.cast(OBJECTS.get(key));
  }
}
