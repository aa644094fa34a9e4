package io.github.bellows.common.data;

import io.github.bellows.common.random.SeededRandom;
import java.util.Objects;

/**
 * A permutation of {@code [0, samples)} as a pure function of its key, in constant memory.
 *
 * <p>A balanced Feistel network permutes the smallest domain {@code 2^(2h) ≥ samples}; each round
 * maps {@code (left, right)} to {@code (right, left xor mix(right + key))} on h-bit halves. Results
 * at or above {@code samples} go through the network again until one falls below (cycle walking),
 * which keeps it a permutation; the domain is at most four times {@code samples}, or 1024.
 *
 * <p>Reference: Black, Rogaway, "Ciphers with Arbitrary Finite Domains", CT-RSA 2002, method 2 and
 * 3.
 */
final class ShuffledOrder implements SampleOrder {
  private static final int ROUNDS = 6;
  private static final int MINIMUM_HALF_BITS = 5;

  private final long samples;
  private final long[] roundKeys;
  private final int halfBits;

  private ShuffledOrder(long samples, long[] roundKeys) {
    if (samples < 0 || samples > 1L << 60) {
      throw new IllegalArgumentException("samples = " + samples + ": must be in [0, 2^60]");
    }
    this.samples = samples;
    this.roundKeys = roundKeys;
    int bits = Long.SIZE - Long.numberOfLeadingZeros(Math.max(samples - 1, 1));
    this.halfBits = Math.max(MINIMUM_HALF_BITS, (bits + 1) / 2);
  }

  /** Returns the permutation of a key. */
  static ShuffledOrder of(long samples, long... key) {
    long[] parts = java.util.Arrays.copyOf(key, key.length + 1);
    long[] keys = new long[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      parts[key.length] = round;
      keys[round] = SeededRandom.key(parts);
    }
    return new ShuffledOrder(samples, keys);
  }

  /** Returns another permutation, of so many samples, which the number tells from its siblings. */
  ShuffledOrder sibling(long number, long count) {
    long[] keys = new long[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      keys[round] = SeededRandom.mix(roundKeys[round] + number);
    }
    return new ShuffledOrder(count, keys);
  }

  @Override
  public long samples() {
    return samples;
  }

  @Override
  public long sampleAt(long position) {
    long at = Objects.checkIndex(position, samples);
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

  @Override
  public boolean isLocal() {
    return false;
  }
}
