package io.github.bellows.common.data;

import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
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
  private final @Nullable LongBuffer[] classes;
  private final @Nullable FloatBuffer[] targets;
  private final @Nullable FloatBuffer weights;
  private final @Nullable LongBuffer lengths;
  private final long[] origins;
  private final RecordDecoder.Scratch scratch;
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
    int labels = schema.labels().size();
    this.classes = new LongBuffer[labels];
    this.targets = new FloatBuffer[labels];
    for (int i = 0; i < labels; i++) {
      Label label = schema.label(i);
      long length = label.length(schema.elements());
      if (label.isClasses()) {
        classes[i] = direct(capacity, length * Long.BYTES).asLongBuffer();
      } else {
        boolean own = !(label instanceof Label.Features);
        targets[i] = own ? direct(capacity, length * Float.BYTES).asFloatBuffer() : features;
      }
    }
    this.weights = schema.weighted() ? direct(capacity, Float.BYTES).asFloatBuffer() : null;
    this.lengths = schema.lengths() ? direct(capacity, Long.BYTES).asLongBuffer() : null;
    this.origins = new long[capacity];
    this.scratch = new RecordDecoder.Scratch(schema);
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

  /** Returns how much memory the samples take, in bytes. */
  public long bytes() {
    long row = (long) schema.elements() * Float.BYTES;
    for (int i = 0; i < classes.length; i++) {
      LongBuffer own = classes[i];
      FloatBuffer numbers = targets[i];
      row += own == null ? 0 : own.capacity() / capacity * (long) Long.BYTES;
      row += numbers == null || numbers == features ? 0 : numbers.capacity() / capacity * 4L;
    }
    return row * capacity;
  }

  /** Returns how many samples are there now. */
  public int size() {
    return size;
  }

  /**
   * Returns which samples of the set these are, in the order of the rows; a copy. Rows that no set
   * has filled are 0.
   */
  public long[] origins() {
    return Arrays.copyOf(origins, size);
  }

  /** Notes which sample of a set a row holds. */
  void setOrigin(int slot, long sample) {
    origins[slot] = sample;
  }

  /** Returns memory for whoever fills the batch. */
  RecordDecoder.Scratch scratch() {
    return scratch;
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
   * Returns the class indices of the first label, as {@link #classes(int)} does.
   *
   * @throws IllegalStateException if it holds numbers
   */
  public LongBuffer classes() {
    return classes(0);
  }

  /**
   * Returns the class indices of a label: [capacity], or [capacity × length] of a mask.
   *
   * @param label counted from 0
   * @throws IllegalStateException if it holds numbers
   */
  public LongBuffer classes(int label) {
    return present(classes[label], "this label of the batch holds numbers");
  }

  /**
   * Returns the numbers of the first label, as {@link #targets(int)} does.
   *
   * @throws IllegalStateException if it holds classes
   */
  public FloatBuffer targets() {
    return targets(0);
  }

  /**
   * Returns the numbers of a label [capacity × length]; the features themselves if they are what is
   * to be learned.
   *
   * @param label counted from 0
   * @throws IllegalStateException if it holds classes
   */
  public FloatBuffer targets(int label) {
    return present(targets[label], "this label of the batch holds classes");
  }

  /**
   * Returns the weights of the samples [capacity]; 1 for rows to predict.
   *
   * @throws IllegalStateException if samples have none
   */
  public FloatBuffer weights() {
    return present(weights, "samples of this batch have no weight");
  }

  /**
   * Returns the number of valid steps of each sample [capacity].
   *
   * @throws IllegalStateException if samples have none
   */
  public LongBuffer lengths() {
    return present(lengths, "samples of this batch have no length");
  }

  private static <B extends Buffer> B present(@Nullable B buffer, String otherwise) {
    if (buffer == null) {
      throw new IllegalStateException(otherwise);
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
