package io.github.bellows.common.initial;

import io.github.bellows.common.random.SeededRandom;

/**
 * Gaussian.
 *
 * @param mean finite
 * @param deviation standard deviation, positive
 */
public record Normal(double mean, double deviation) implements Initializer {
  /** Checks the options. */
  public Normal {
    Draws.requireFinite("mean", mean);
    if (!(deviation > 0) || !Double.isFinite(deviation)) {
      throw new IllegalArgumentException("deviation = " + deviation + ": must be positive");
    }
  }

  @Override
  public String kind() {
    return "normal";
  }

  @Override
  public void fill(float[] target, Block block, SeededRandom random) {
    Draws.normal(target, block, mean, deviation, random);
  }
}
