package io.github.bellows.common.data;

/**
 * The order of samples in one epoch: a permutation of {@code [0, samples)}, each at a position that
 * can be asked for at random. Immutable.
 */
public sealed interface SampleOrder permits ShuffledOrder, StoredOrder, BlockOrder {
  /**
   * Returns the shuffled order of one epoch, a pure function of (seed, epoch).
   *
   * @param epoch counted from 0
   * @param samples how many there are, at least 0
   */
  static SampleOrder shuffled(long seed, long epoch, long samples) {
    return ShuffledOrder.of(samples, seed, epoch);
  }

  /** Returns the order in which samples are stored. */
  static SampleOrder stored(long samples) {
    return new StoredOrder(samples);
  }

  /** Returns how many samples there are. */
  long samples();

  /**
   * Returns the index of the sample at a position of the epoch.
   *
   * @throws IndexOutOfBoundsException if position is not in [0, samples)
   */
  long sampleAt(long position);

  /** Returns whether what is read at one time lies in few blocks. */
  boolean isLocal();
}
