package io.github.bellows.worker.task;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * Results of tasks as bytes of Java's own serialization, so that they reach the driver whichever
 * serializer the session has: Kryo 4, which Spark brings, cannot read records.
 */
public final class ResultBytes {
  private ResultBytes() {}

  /** Returns the bytes of a result. */
  public static byte[] write(Serializable result) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(result);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /**
   * Returns the results that bytes hold.
   *
   * @throws ClassCastException if one is of another type
   */
  public static <T> List<T> read(List<byte[]> results, Class<T> type) {
    return results.stream().map(bytes -> read(bytes, type)).toList();
  }

  private static <T> T read(byte[] bytes, Class<T> type) {
    ClassLoader loader = type.getClassLoader();
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes)) {
          @Override
          protected Class<?> resolveClass(ObjectStreamClass description)
              throws IOException, ClassNotFoundException {
            try {
              // spark-submit loads our jars by a loader of its own.
              return Class.forName(description.getName(), false, loader);
            } catch (ClassNotFoundException e) {
              return super.resolveClass(description);
            }
          }
        }) {
      return type.cast(in.readObject());
    } catch (IOException | ClassNotFoundException e) {
      throw new IllegalStateException("a task's result cannot be read", e);
    }
  }
}
