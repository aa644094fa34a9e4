package io.github.bellows.common.initial;

import io.github.bellows.common.random.SeededRandom;

/**
 * Gaussian with mean 0 and deviation √(2 / (fanIn + fanOut)).
 *
 * <p>Reference: Glorot, Bengio, "Understanding the difficulty of training deep feedforward neural
 * networks", AISTATS 2010, equation 12.
 */
public record GlorotNormal() implements Initializer {
  @Override
  public String kind() {
    return "glorotNormal";
  }

  @Override
  public void fill(float[] target, Block block, SeededRandom random) {
    double deviation = Math.sqrt(2.0 / (block.fanIn() + block.fanOut()));
    Draws.normal(target, block, 0, deviation, random);
  }
}
