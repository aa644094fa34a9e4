package io.github.bellows.common.augment;

import io.github.bellows.common.random.SeededRandom;

/**
 * Multiplies all pixels of an image, as they are before they are scaled, by a factor that is
 * uniform in [1 − by, 1 + by). Nothing is clipped.
 *
 * @param by in (0, 1]
 */
public record Brightness(double by) implements ImageAugmentation {
  /** Checks the range. */
  public Brightness {
    if (!(by > 0 && by <= 1)) {
      throw new IllegalArgumentException("by = " + by + ": must be in (0, 1]");
    }
  }

  @Override
  public String kind() {
    return "brightness";
  }

  @Override
  public void apply(AugmentedSample sample, SeededRandom random) {
    sample.multiply((float) random.uniform(1 - by, 1 + by));
  }
}
