package io.github.bellows.worker.group;

import io.github.bellows.common.gradient.MeanGradient;
import java.io.Serializable;

/**
 * The blocks [from, to) of the flat vector, of {@link MeanGradient#BLOCK} elements each.
 *
 * @param from first block
 * @param to block behind the last
 */
public record BlockRange(int from, int to) implements Serializable {
  /** Returns all blocks of a vector. */
  public static BlockRange all(int length) {
    return new BlockRange(0, MeanGradient.blocks(length));
  }

  /** Returns the share of one of {@code parts} equal ones of these blocks. */
  public BlockRange share(int part, int parts) {
    long blocks = to - from;
    return new BlockRange(
        from + (int) (blocks * part / parts), from + (int) (blocks * (part + 1) / parts));
  }

  /** Returns the first element. */
  public int first() {
    return Math.multiplyExact(from, MeanGradient.BLOCK);
  }

  /** Returns the element behind the last, of a vector whose last block may be short. */
  public int end(int length) {
    return (int) Math.max(first(), Math.min(length, (long) to * MeanGradient.BLOCK));
  }
}
