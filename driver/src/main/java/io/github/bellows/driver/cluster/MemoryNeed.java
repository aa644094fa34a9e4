package io.github.bellows.driver.cluster;

/**
 * What the numbers of one executor take, in bytes.
 *
 * @param workers tasks at once for which this holds
 * @param heapBytes arrays in the heap
 * @param directBytes arrays outside the heap that the JVM counts against {@code
 *     -XX:MaxDirectMemorySize}
 * @param engineBytes what engines take for batches, outside the heap and uncounted
 */
public record MemoryNeed(int workers, long heapBytes, long directBytes, long engineBytes) {
  /** Spark's own share of a heap, which it takes before anything else. */
  public static final long SPARK_HEAP_BYTES = 300L << 20;

  /**
   * What a JVM with Spark, libtorch and OpenBLAS takes outside its heap before the first number:
   * code, classes, stacks, buffers of the network. Measured, see docs/submitting.md.
   */
  public static final long JVM_BYTES = 360L << 20;

  private static final int BITS_OF_MEBIBYTE = 20;
  private static final long STEP_MEBIBYTES = 128;

  /** Returns all that lies outside the heap, the JVM's own included. */
  public long outsideBytes() {
    return Math.addExact(JVM_BYTES, Math.addExact(directBytes, engineBytes));
  }

  /** Returns a {@code spark.executor.memoryOverhead} that has room for it, in MiB. */
  public long overheadMebibytes() {
    return roundedUp(outsideBytes());
  }

  /** Returns a {@code spark.executor.memory} that has room for it, in MiB. */
  public long heapMebibytes() {
    return roundedUp(Math.addExact(SPARK_HEAP_BYTES, Math.multiplyExact(5, heapBytes) / 4));
  }

  private static long roundedUp(long bytes) {
    long step = STEP_MEBIBYTES << BITS_OF_MEBIBYTE;
    return (bytes + step - 1) / step * STEP_MEBIBYTES;
  }

  /** Returns bytes as MiB, rounded up. */
  public static long mebibytes(long bytes) {
    return (bytes + (1L << BITS_OF_MEBIBYTE) - 1) >> BITS_OF_MEBIBYTE;
  }

  /** Returns the figures as the end of a sentence about an executor. */
  public String describe() {
    return "about "
        + mebibytes(heapBytes)
        + " MiB of its heap and "
        + mebibytes(outsideBytes())
        + " MiB outside (parameters and gradients "
        + mebibytes(directBytes)
        + ", batches "
        + mebibytes(engineBytes)
        + ", JVM and libraries "
        + mebibytes(JVM_BYTES)
        + ")";
  }
}
