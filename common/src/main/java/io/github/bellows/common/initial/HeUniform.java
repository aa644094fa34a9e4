package io.github.bellows.common.initial;

import io.github.bellows.common.random.SeededRandom;

/**
 * Uniform in ±√(6 / ((1 + slope²) · fanIn)), for layers before a rectifier.
 *
 * <p>Reference: He, Zhang, Ren, Sun, "Delving Deep into Rectifiers", ICCV 2015, equation 15.
 *
 * @param slope the rectifier's factor for negative inputs, finite; 0 for relu
 */
public record HeUniform(double slope) implements Initializer {
  /** Checks the slope. */
  public HeUniform {
    Draws.requireFinite("slope", slope);
  }

  @Override
  public String kind() {
    return "heUniform";
  }

  @Override
  public void fill(float[] target, Block block, SeededRandom random) {
    double bound = Math.sqrt(6.0 / ((1 + slope * slope) * block.fanIn()));
    Draws.uniform(target, block, -bound, bound, random);
  }
}
