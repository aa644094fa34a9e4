package io.github.bellows.worker.engine.dl4j;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Asks the JVM to collect objects before those of ND4J that nobody can free hold too much memory
 * outside the heap. The JVM sees small objects and would wait until they fill the heap. Shared by
 * the engines of one provider; thread-safe.
 */
final class Dl4jGarbage {
  private static final long MOST_BYTES = 1L << 30;

  /**
   * What a forward pass leaves, in units of its values: working memory of layers, most of it
   * convolutions' rearranged inputs. Measured on LeNet.
   */
  private static final long PER_VALUE = 2;

  private final AtomicLong bytes = new AtomicLong();

  /** Counts a pass whose values had so many elements in all. */
  void passed(long elements) {
    long more = elements * Float.BYTES * PER_VALUE;
    long now = bytes.addAndGet(more);
    // One thread alone crosses the line.
    if (now > MOST_BYTES && now - more <= MOST_BYTES) {
      bytes.set(0);
      System.gc();
    }
  }
}
