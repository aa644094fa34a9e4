package io.github.bellows.common.initial;

import io.github.bellows.common.random.SeededRandom;

/**
 * Uniform in ±√(6 / (fanIn + fanOut)).
 *
 * <p>Reference: Glorot, Bengio, "Understanding the difficulty of training deep feedforward neural
 * networks", AISTATS 2010, equation 16.
 */
public record GlorotUniform() implements Initializer {
  @Override
  public String kind() {
    return "glorotUniform";
  }

  @Override
  public void fill(float[] target, Block block, SeededRandom random) {
    double bound = Math.sqrt(6.0 / (block.fanIn() + block.fanOut()));
    Draws.uniform(target, block, -bound, bound, random);
  }
}
