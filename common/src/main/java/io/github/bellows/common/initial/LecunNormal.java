package io.github.bellows.common.initial;

import io.github.bellows.common.random.SeededRandom;

/**
 * Gaussian with mean 0 and deviation √(1 / fanIn), cut at two deviations and stretched so that the
 * deviation of what is left is √(1 / fanIn) again; for selu.
 *
 * <p>Reference: LeCun, Bottou, Orr, Müller, "Efficient BackProp", 1998, section 4.6.
 */
public record LecunNormal() implements Initializer {
  @Override
  public String kind() {
    return "lecunNormal";
  }

  @Override
  public void fill(float[] target, Block block, SeededRandom random) {
    Draws.truncatedNormal(target, block, 1 / Math.sqrt((double) block.fanIn()), random);
  }
}
