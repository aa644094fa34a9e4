package io.github.bellows.common.drawn;

import io.github.bellows.common.random.SeededRandom;

/** Turns grey levels into bytes with noise, as a cheap sensor would. */
final class Exposure {
  private static final double BRIGHTEST = 255;

  private Exposure() {}

  /** Returns level + noise · t, rounded and clamped to a byte; t is triangular on (−1, 1). */
  static byte of(double level, double noise, SeededRandom random) {
    double first = random.nextDouble();
    double second = random.nextDouble();
    double value = level + noise * (first - second) + 0.5;
    return (byte) (int) Math.max(0, Math.min(BRIGHTEST, value));
  }
}
