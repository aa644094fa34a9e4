package io.github.bellows.common.data;

import io.github.bellows.common.random.SeededRandom;

/**
 * The order of samples in one epoch: a permutation of {@code [0, samples)} as a pure function of
 * (seed, epoch), in constant memory. Immutable.
 *
 * <p>A balanced Feistel network permutes the smallest domain {@code 2^(2h) ≥ samples}; each round
 * maps {@code (left, right)} to {@code (right, left xor mix(right + key))} on h-bit halves. Results
 * at or above {@code samples} go through the network again until one falls below (cycle walking),
 * which keeps it a permutation; the domain is at most four times {@code samples}, or 1024.
 *
 * <p>Reference: Black, Rogaway, "Ciphers with Arbitrary Finite Domains", CT-RSA 2002, method 2 and
 * 3.
 */
public final class SampleOrder {
  private static final int ROUNDS = 6;
  private static final int MINIMUM_HALF_BITS = 5;

  private final long samples;
  private final long[] roundKeys;
  private final int halfBits;

  private SampleOrder(long samples, long[] roundKeys) {
    if (samples < 0 || samples > 1L << 60) {
      throw new IllegalArgumentException("samples = " + samples + ": must be in [0, 2^60]");
    }
    this.samples = samples;
    this.roundKeys = roundKeys;
    int bits = Long.SIZE - Long.numberOfLeadingZeros(Math.max(samples - 1, 1));
    this.halfBits = Math.max(MINIMUM_HALF_BITS, (bits + 1) / 2);
  }

  /**
   * Returns the shuffled order of one epoch.
   *
   * @param epoch counted from 0
   * @param samples how many there are, at least 0
   */
  public static SampleOrder shuffled(long seed, long epoch, long samples) {
    long[] keys = new long[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      keys[round] = SeededRandom.key(seed, epoch, round);
    }
    return new SampleOrder(samples, keys);
  }

  /** Returns the order in which samples are stored. */
  public static SampleOrder stored(long samples) {
    return new SampleOrder(samples, new long[0]);
  }

  /** Returns how many samples there are. */
  public long samples() {
    return samples;
  }

  /**
   * Returns the index of the sample at a position of the epoch.
   *
   * @throws IndexOutOfBoundsException if position is not in [0, samples)
   */
  public long sampleAt(long position) {
    if (position < 0 || position >= samples) {
      throw new IndexOutOfBoundsException("position " + position + " of " + samples);
    }
    if (roundKeys.length == 0) {
      return position;
    }
    long at = position;
    do {
      at = permute(at);
    } while (at >= samples);
    return at;
  }

  private long permute(long value) {
    long mask = (1L << halfBits) - 1;
    long left = value >>> halfBits;
    long right = value & mask;
    for (long key : roundKeys) {
      long next = left ^ (SeededRandom.mix(right + key) & mask);
      left = right;
      right = next;
    }
    return (left << halfBits) | right;
  }
}
