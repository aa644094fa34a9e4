package io.github.bellows.common.augment;

import io.github.bellows.common.model.Extent;
import io.github.bellows.common.random.SeededRandom;

/**
 * Puts pixels around the image and cuts its own size out of that, at a place that is uniform over
 * all there are.
 *
 * @param padding rows above and below, columns left and right
 * @param fill what is put around
 */
public record Crop(Extent padding, Fill fill) implements ImageAugmentation {
  @Override
  public String kind() {
    return "crop";
  }

  @Override
  public boolean movesPixels() {
    return true;
  }

  @Override
  public Extent reach() {
    return padding;
  }

  @Override
  public void apply(AugmentedSample sample, SeededRandom random) {
    sample.shiftWithin(padding, fill, random);
  }
}
