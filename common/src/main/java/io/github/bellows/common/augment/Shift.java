package io.github.bellows.common.augment;

import io.github.bellows.common.model.Extent;
import io.github.bellows.common.random.SeededRandom;

/**
 * Moves the image by whole numbers of pixels, uniform in [−by, by] along each axis.
 *
 * @param by how far at most, down or up and right or left
 * @param fill what comes in from outside
 */
public record Shift(Extent by, Fill fill) implements ImageAugmentation {
  @Override
  public String kind() {
    return "shift";
  }

  @Override
  public boolean movesPixels() {
    return true;
  }

  @Override
  public Extent reach() {
    return by;
  }

  @Override
  public void apply(AugmentedSample sample, SeededRandom random) {
    sample.shiftWithin(by, fill, random);
  }
}
