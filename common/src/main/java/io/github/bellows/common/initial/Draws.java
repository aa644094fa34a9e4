package io.github.bellows.common.initial;

import io.github.bellows.common.random.SeededRandom;

/** Fills blocks with independent draws of one distribution. */
final class Draws {
  /** Deviation of a standard Gaussian cut at ±2: √(1 − 4·φ(2) / (2·Φ(2) − 1)). */
  private static final double CUT_DEVIATION = 0.8796256610342398;

  private static final double CUT = 2;

  private Draws() {}

  static void uniform(float[] target, Block block, double from, double to, SeededRandom random) {
    for (int i = block.offset(); i < block.end(); i++) {
      target[i] = (float) random.uniform(from, to);
    }
  }

  static void normal(
      float[] target, Block block, double mean, double deviation, SeededRandom random) {
    for (int i = block.offset(); i < block.end(); i++) {
      target[i] = (float) (mean + deviation * random.nextGaussian());
    }
  }

  /** Draws from a Gaussian cut at two of its deviations, so wide that {@code deviation} is left. */
  static void truncatedNormal(float[] target, Block block, double deviation, SeededRandom random) {
    for (int i = block.offset(); i < block.end(); i++) {
      double draw = random.nextGaussian();
      while (Math.abs(draw) > CUT) {
        draw = random.nextGaussian();
      }
      target[i] = (float) (deviation / CUT_DEVIATION * draw);
    }
  }

  static void requireFinite(String option, double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(option + " = " + value + ": must be finite");
    }
  }
}
