package io.github.bellows.common.initial;

import io.github.bellows.common.random.SeededRandom;

/**
 * Gaussian with mean 0 and deviation √(2 / ((1 + slope²) · fanIn)), for layers before a rectifier.
 *
 * <p>Reference: He, Zhang, Ren, Sun, "Delving Deep into Rectifiers", ICCV 2015, equation 15.
 *
 * @param slope the rectifier's factor for negative inputs, finite; 0 for relu
 */
public record HeNormal(double slope) implements Initializer {
  /** Checks the slope. */
  public HeNormal {
    Draws.requireFinite("slope", slope);
  }

  @Override
  public String kind() {
    return "heNormal";
  }

  @Override
  public void fill(float[] target, Block block, SeededRandom random) {
    Draws.normal(target, block, 0, Math.sqrt(2 / ((1 + slope * slope) * block.fanIn())), random);
  }
}
