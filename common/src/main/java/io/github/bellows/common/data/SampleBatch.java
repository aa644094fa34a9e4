package io.github.bellows.common.data;

import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reusable memory for the samples of one gradient: direct buffers in native byte order, which an
 * engine may wrap without copying. Rows from {@link #size} on hold what an earlier, larger batch
 * left. Written by one thread at a time.
 */
public final class SampleBatch {
  private final SampleSchema schema;
  private final int capacity;
  private final FloatBuffer features;
  private final @Nullable LongBuffer classes;
  private final @Nullable FloatBuffer targets;
  private int size;

  /**
   * Allocates memory for a number of samples.
   *
   * @throws IllegalArgumentException if capacity is below 1, or a buffer would exceed 2 GiB
   */
  public SampleBatch(SampleSchema schema, int capacity) {
    this.schema = schema;
    this.capacity = capacity;
    this.features = direct(capacity, (long) schema.elements() * Float.BYTES).asFloatBuffer();
    if (schema.label() instanceof Label.Values values) {
      this.classes = null;
      this.targets = direct(capacity, (long) values.length() * Float.BYTES).asFloatBuffer();
    } else {
      this.classes = direct(capacity, Long.BYTES).asLongBuffer();
      this.targets = null;
    }
  }

  private static ByteBuffer direct(int capacity, long rowBytes) {
    if (capacity < 1 || capacity * rowBytes > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "capacity = "
              + capacity
              + ": must be at least 1 and at most "
              + Integer.MAX_VALUE / rowBytes
              + " for rows of "
              + rowBytes
              + " bytes");
    }
    return ByteBuffer.allocateDirect((int) (capacity * rowBytes)).order(ByteOrder.nativeOrder());
  }

  /** Returns the schema of the samples. */
  public SampleSchema schema() {
    return schema;
  }

  /** Returns how many samples fit. */
  public int capacity() {
    return capacity;
  }

  /** Returns how many samples are there now. */
  public int size() {
    return size;
  }

  /** Makes the batch empty; the memory stays. */
  public void clear() {
    size = 0;
  }

  /** Returns the scaled features [capacity × elements]; position 0, limit capacity, always. */
  public FloatBuffer features() {
    return features;
  }

  /**
   * Returns the class indices [capacity].
   *
   * @throws IllegalStateException if labels are numbers
   */
  public LongBuffer classes() {
    return present(classes, "numbers");
  }

  /**
   * Returns the numbers to predict [capacity × length].
   *
   * @throws IllegalStateException if labels are classes
   */
  public FloatBuffer targets() {
    return present(targets, "classes");
  }

  private static <B extends Buffer> B present(@Nullable B buffer, String holds) {
    if (buffer == null) {
      throw new IllegalStateException("labels of this batch are " + holds);
    }
    return buffer;
  }

  /** Sets how many samples are there, at most {@code capacity}. */
  void resize(int samples) {
    if (samples < 0 || samples > capacity) {
      throw new IllegalArgumentException(
          "samples = " + samples + ": must be at most the capacity, " + capacity);
    }
    size = samples;
  }
}
