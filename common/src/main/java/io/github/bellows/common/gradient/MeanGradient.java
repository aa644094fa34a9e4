package io.github.bellows.common.gradient;

/**
 * The mean over the global batch of the gradient with respect to each parameter, one element per
 * parameter, and behind them the means of the statistics that the lanes computed. Mutable; workers
 * write disjoint ranges.
 *
 * <p>Its squared norm is added in {@link #BLOCK}-element blocks: within a block in eight
 * interleaved sums, then over the blocks in order, in doubles. So the norm has the same bits
 * however the blocks are dealt out.
 */
public final class MeanGradient {
  /** Elements of a block; ranges given to different workers start at its multiples. */
  public static final int BLOCK = 4096;

  private static final int SUMS = 8;

  private final float[] values;
  private final int learned;
  private final double[] blockSquares;

  /**
   * Creates a gradient of zeros.
   *
   * @param learned number of parameters; the norm is theirs
   * @param length elements in all, the statistics included
   */
  public MeanGradient(int learned, int length) {
    this.learned = learned;
    values = new float[length];
    blockSquares = new double[blocks(length)];
  }

  /** Returns the number of blocks of a vector; the last may be short. */
  public static int blocks(int length) {
    return (int) (((long) length + BLOCK - 1) / BLOCK);
  }

  /** Returns the elements themselves, not a copy. */
  public float[] values() {
    return values;
  }

  /** Measures one block, whose elements the caller has just written. */
  public void measure(int block) {
    int from = block * BLOCK;
    int to = Math.min(learned, from + BLOCK);
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    double s4 = 0;
    double s5 = 0;
    double s6 = 0;
    double s7 = 0;
    int i = from;
    // Eight independent chains: one chain would wait four cycles for every addition.
    for (; i + SUMS <= to; i += SUMS) {
      s0 += square(values[i]);
      s1 += square(values[i + 1]);
      s2 += square(values[i + 2]);
      s3 += square(values[i + 3]);
      s4 += square(values[i + 4]);
      s5 += square(values[i + 5]);
      s6 += square(values[i + 6]);
      s7 += square(values[i + 7]);
    }
    for (; i < to; i++) {
      s0 += square(values[i]);
    }
    double squares = ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7));
    blockSquares[block] = statisticsFinite(from) ? squares : Double.NaN;
  }

  /** Returns whether the statistics in the block that starts at an element are finite. */
  private boolean statisticsFinite(int from) {
    int to = Math.min(values.length, from + BLOCK);
    for (int i = Math.max(learned, from); i < to; i++) {
      if (!Float.isFinite(values[i])) {
        return false;
      }
    }
    return true;
  }

  private static double square(double value) {
    return value * value;
  }

  /**
   * Returns the Euclidean norm of all blocks as last measured; NaN or infinite exactly if an
   * element is, a statistic too: a normalization whose variance overflows hides it from the loss.
   */
  public double norm() {
    double sum = 0;
    for (double squares : blockSquares) {
      sum += squares;
    }
    return Math.sqrt(sum);
  }
}
