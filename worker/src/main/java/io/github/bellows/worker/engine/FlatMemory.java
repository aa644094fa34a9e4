package io.github.bellows.worker.engine;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * A flat vector of fp32 outside the Java heap, where an engine's native library can read and write
 * it in place. Starts as zeros; freed with its last reference.
 *
 * <p>No locks: threads write disjoint ranges, or are kept apart by a {@code StepBarrier}.
 */
public final class FlatMemory {
  private final FloatBuffer floats;

  /**
   * Allocates a vector.
   *
   * @param length elements, at most 2²⁹ − 1
   */
  public FlatMemory(int length) {
    ByteBuffer bytes =
        ByteBuffer.allocateDirect(Math.multiplyExact(length, Float.BYTES))
            .order(ByteOrder.nativeOrder());
    floats = bytes.asFloatBuffer();
  }

  /** Returns the number of elements. */
  public int length() {
    return floats.capacity();
  }

  /** Copies the elements [from, from + count) into {@code target[offset..]}. */
  public void get(int from, float[] target, int offset, int count) {
    floats.get(from, target, offset, count);
  }

  /** Copies {@code source[offset..]} over the elements [from, from + count). */
  public void put(int from, float[] source, int offset, int count) {
    floats.put(from, source, offset, count);
  }

  /** Copies the elements from {@code from} on into all that remains of a little-endian buffer. */
  public void get(int from, ByteBuffer target) {
    FloatBuffer view = target.asFloatBuffer();
    view.put(0, floats, from, view.remaining());
  }

  /** Copies all that remains of a little-endian buffer over the elements from {@code from} on. */
  public void put(int from, ByteBuffer source) {
    FloatBuffer view = source.asFloatBuffer();
    floats.put(from, view, 0, view.remaining());
  }

  /** Copies all elements of another vector of the same length over these. */
  public void put(FlatMemory source) {
    floats.put(0, source.floats, 0, floats.capacity());
  }

  /** Sets every element to zero. */
  public void clear() {
    for (int i = 0; i < floats.capacity(); i++) {
      floats.put(i, 0f);
    }
  }

  /** Returns a direct view of all elements, in native byte order; for engines. */
  public FloatBuffer view() {
    return floats.duplicate();
  }
}
