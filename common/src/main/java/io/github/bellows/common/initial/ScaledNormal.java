package io.github.bellows.common.initial;

import io.github.bellows.common.random.SeededRandom;

/**
 * Gaussian with mean 0 and deviation 1 / √fanIn, so that a sum of fanIn products keeps variance 1.
 */
public record ScaledNormal() implements Initializer {
  @Override
  public String kind() {
    return "scaledNormal";
  }

  @Override
  public void fill(float[] target, Block block, SeededRandom random) {
    Draws.normal(target, block, 0, 1 / Math.sqrt((double) block.fanIn()), random);
  }
}
