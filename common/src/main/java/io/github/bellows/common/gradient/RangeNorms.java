package io.github.bellows.common.gradient;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Euclidean norms of adjacent ranges of a flat vector, such as its tensors or its layers. Mutable;
 * threads may measure disjoint blocks at once, and read the norms when all have.
 *
 * <p>Squares are added in pieces that end where a range or a {@link MeanGradient#BLOCK block} ends,
 * and the pieces of a range in order, in doubles. So a norm has the same bits however the blocks
 * are dealt out.
 */
public final class RangeNorms {
  private final int[] rangeEnds;
  private final int[] pieceEnds;
  private final double[] squares;

  /**
   * Creates norms of 0.
   *
   * @param rangeEnds the element behind each range, ascending; the first begins at 0
   */
  public RangeNorms(List<Integer> rangeEnds) {
    this.rangeEnds = rangeEnds.stream().mapToInt(Integer::intValue).toArray();
    int length = rangeEnds.isEmpty() ? 0 : rangeEnds.get(rangeEnds.size() - 1);
    IntStream blockEnds =
        IntStream.range(1, MeanGradient.blocks(length)).map(block -> block * MeanGradient.BLOCK);
    pieceEnds =
        IntStream.concat(Arrays.stream(this.rangeEnds), blockEnds).sorted().distinct().toArray();
    squares = new double[pieceEnds.length];
  }

  /**
   * Measures the elements [from, to) as they stand now; what lies behind the last range is left
   * out.
   *
   * @param from a multiple of {@link MeanGradient#BLOCK}
   * @param to another one, or at least the end of the last range
   */
  public void measure(float[] values, int from, int to) {
    measure(values, 0, from, to);
  }

  /** Measures the elements [from, to) of an array that begins with the element {@code origin}. */
  public void measure(float[] values, int origin, int from, int to) {
    int start = from;
    for (int piece = pieceAt(from); piece < pieceEnds.length && start < to; piece++) {
      squares[piece] = Squares.sum(values, start - origin, pieceEnds[piece] - origin);
      start = pieceEnds[piece];
    }
  }

  /**
   * Returns the squares in [from, to) as last measured, for someone who holds other elements.
   *
   * @param from a multiple of {@link MeanGradient#BLOCK}
   * @param to another one, or at least the end of the last range
   */
  public double[] squares(int from, int to) {
    return Arrays.copyOfRange(squares, pieceAt(from), Math.max(pieceAt(from), pieceAt(to)));
  }

  /** Takes the squares that someone else measured from an element on, a block's first. */
  public void takeSquares(int from, double[] values) {
    System.arraycopy(values, 0, squares, pieceAt(from), values.length);
  }

  /** Returns the norm of a range as last measured. */
  public double norm(int range) {
    int from = range == 0 ? 0 : rangeEnds[range - 1];
    double sum = 0;
    for (int piece = pieceAt(from);
        piece < pieceEnds.length && pieceEnds[piece] <= rangeEnds[range];
        piece++) {
      sum += squares[piece];
    }
    return Math.sqrt(sum);
  }

  /** Returns the number of ranges. */
  public int ranges() {
    return rangeEnds.length;
  }

  /** Returns the range that holds an element; the number of ranges if none does. */
  public int rangeAt(int element) {
    return firstBehind(rangeEnds, element);
  }

  /** Returns the element behind a range. */
  public int end(int range) {
    return rangeEnds[range];
  }

  private int pieceAt(int element) {
    return firstBehind(pieceEnds, element);
  }

  /** Returns the index of the first end that is greater than an element. */
  private static int firstBehind(int[] ends, int element) {
    int found = Arrays.binarySearch(ends, element);
    return found >= 0 ? found + 1 : -found - 1;
  }
}
