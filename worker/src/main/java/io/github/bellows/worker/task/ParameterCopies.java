package io.github.bellows.worker.task;

import io.github.bellows.worker.engine.FlatMemory;
import org.jspecify.annotations.Nullable;

/**
 * One copy of sent parameters for all tasks of a JVM that compute with them, where engines can read
 * it. Its memory is used again for the next parameters once nobody reads the old ones. Thread-safe.
 */
final class ParameterCopies {
  private @Nullable Copy latest;

  /** A copy, and how many tasks read it. */
  private static final class Copy {
    private final FlatMemory memory;
    private String key;
    private int readers;

    Copy(String key, int length) {
      this.key = key;
      this.memory = new FlatMemory(length);
    }
  }

  /** One task's hold of a copy: its values stay until this is closed, once or more often. */
  final class Lease implements AutoCloseable {
    private final Copy copy;
    private boolean closed;

    private Lease(Copy copy) {
      this.copy = copy;
    }

    /** Returns the parameters; only read. */
    FlatMemory memory() {
      return copy.memory;
    }

    @Override
    public void close() {
      synchronized (ParameterCopies.this) {
        copy.readers -= closed ? 0 : 1;
        closed = true;
      }
    }
  }

  /** Returns the copy of sent parameters, made if it is not there. */
  synchronized Lease of(SentParameters sent) {
    Copy copy = latest;
    if (copy == null || !copy.key.equals(sent.key())) {
      float[] values = sent.values();
      if (copy == null || copy.readers > 0 || copy.memory.length() != values.length) {
        copy = new Copy(sent.key(), values.length);
      }
      // A failed read above has left the old values under their old key.
      copy.key = sent.key();
      copy.memory.put(0, values, 0, values.length);
      latest = copy;
    }
    copy.readers++;
    return new Lease(copy);
  }
}
