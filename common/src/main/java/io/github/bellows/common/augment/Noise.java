package io.github.bellows.common.augment;

import io.github.bellows.common.random.SeededRandom;

/**
 * Adds a normal draw of its own to each feature that is a number, in the units of scaled features.
 *
 * @param deviation standard deviation of the draws, above 0
 */
public record Noise(double deviation) implements SampleAugmentation {
  /** Checks the deviation. */
  public Noise {
    if (!(deviation > 0) || !Double.isFinite(deviation)) {
      throw new IllegalArgumentException("deviation = " + deviation + ": must be above 0");
    }
  }

  @Override
  public String kind() {
    return "noise";
  }

  @Override
  public void apply(AugmentedSample sample, SeededRandom random) {
    sample.addNoise(deviation, random);
  }
}
