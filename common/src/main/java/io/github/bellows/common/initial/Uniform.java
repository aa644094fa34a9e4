package io.github.bellows.common.initial;

import io.github.bellows.common.random.SeededRandom;

/**
 * Uniform between two values, which rounding to fp32 may reach.
 *
 * @param from smallest value, finite
 * @param to largest value, finite, above {@code from}
 */
public record Uniform(double from, double to) implements Initializer {
  /** Checks the bounds. */
  public Uniform {
    Draws.requireFinite("from", from);
    Draws.requireFinite("to", to);
    if (!(from < to)) {
      throw new IllegalArgumentException("to = " + to + ": must be above from, " + from);
    }
  }

  @Override
  public String kind() {
    return "uniform";
  }

  @Override
  public void fill(float[] target, Block block, SeededRandom random) {
    Draws.uniform(target, block, from, to, random);
  }
}
