package io.github.bellows.common.gradient;

import java.util.Arrays;

/**
 * The mean over the global batch of the gradient with respect to each parameter, one element per
 * parameter, and behind them the means of the statistics that the lanes computed. Mutable; workers
 * write disjoint ranges.
 *
 * <p>Its squared norm is added in {@link #BLOCK}-element blocks: within a block in eight
 * interleaved sums, then over the blocks in order, in doubles. So the norm has the same bits
 * however the blocks are dealt out.
 *
 * <p>It may hold the elements of some blocks only; the squares are those of all.
 */
public final class MeanGradient {
  /** Elements of a block; ranges given to different workers start at its multiples. */
  public static final int BLOCK = 4096;

  private final float[] values;
  private final int origin;
  private final int learned;
  private final double[] blockSquares;

  /**
   * Creates a gradient of zeros.
   *
   * @param learned number of parameters; the norm is theirs
   * @param length elements in all, the statistics included
   */
  public MeanGradient(int learned, int length) {
    this(learned, length, 0, length);
  }

  /**
   * Creates a gradient of zeros that holds some of its elements.
   *
   * @param origin the first that it holds, a multiple of {@link #BLOCK}
   * @param end the one behind the last: another multiple, or {@code length}
   */
  public MeanGradient(int learned, int length, int origin, int end) {
    this.learned = learned;
    this.origin = origin;
    values = new float[end - origin];
    blockSquares = new double[blocks(length)];
  }

  /** Returns the number of blocks of a vector; the last may be short. */
  public static int blocks(int length) {
    return (int) (((long) length + BLOCK - 1) / BLOCK);
  }

  /** Returns the elements it holds themselves, not a copy. */
  public float[] values() {
    return values;
  }

  /** Returns the first element it holds, the first of {@link #values}. */
  public int origin() {
    return origin;
  }

  /** Measures one block, whose elements the caller has just written. */
  public void measure(int block) {
    int from = block * BLOCK;
    int to = Math.min(learned, from + BLOCK);
    double squares = Squares.sum(values, from - origin, Math.max(from, to) - origin);
    blockSquares[block] = statisticsFinite(from) ? squares : Double.NaN;
  }

  /** Returns whether the statistics in the block that starts at an element are finite. */
  private boolean statisticsFinite(int from) {
    int to = Math.min(origin + values.length, from + BLOCK);
    for (int i = Math.max(learned, from); i < to; i++) {
      if (!Float.isFinite(values[i - origin])) {
        return false;
      }
    }
    return true;
  }

  /** Returns the squares of some blocks as last measured, for someone who holds other blocks. */
  public double[] squares(int fromBlock, int toBlock) {
    return Arrays.copyOfRange(blockSquares, fromBlock, toBlock);
  }

  /** Takes the squares that someone else measured in the blocks from one on. */
  public void takeSquares(int fromBlock, double[] squares) {
    System.arraycopy(squares, 0, blockSquares, fromBlock, squares.length);
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
