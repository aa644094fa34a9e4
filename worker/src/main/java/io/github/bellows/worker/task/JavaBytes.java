package io.github.bellows.worker.task;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Supplies and results of tasks as bytes of Java's own serialization, so that they pass between
 * driver and executors whichever serializer the session has: Kryo 4, which Spark brings, cannot
 * read records.
 */
public final class JavaBytes {
  private JavaBytes() {}

  /** Returns the bytes of an object. */
  public static byte[] write(Serializable object) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(object);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /**
   * Returns the objects that bytes hold.
   *
   * @throws ClassCastException if one is of another type
   */
  public static <T> List<T> read(List<byte[]> objects, Class<T> type) {
    return objects.stream().map(bytes -> read(bytes, type)).toList();
  }

  /**
   * Returns the object that the rest of a buffer holds.
   *
   * @throws ClassCastException if it is of another type
   */
  public static <T> T read(ByteBuffer buffer, Class<T> type) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return read(bytes, type);
  }

  /**
   * Returns the object that bytes hold.
   *
   * @throws ClassCastException if it is of another type
   */
  public static <T> T read(byte[] bytes, Class<T> type) {
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
      throw new IllegalStateException("a Java object cannot be read", e);
    }
  }
}
