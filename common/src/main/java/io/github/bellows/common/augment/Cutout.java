package io.github.bellows.common.augment;

import io.github.bellows.common.model.Extent;
import io.github.bellows.common.random.SeededRandom;

/**
 * Makes a rectangle of each image what 0 is in the data. Its center is uniform over the pixels, so
 * it may reach across the border, and less is hidden then. Masks stay.
 *
 * <p>Reference: DeVries, Taylor, "Improved Regularization of Convolutional Neural Networks with
 * Cutout", 2017.
 *
 * @param size height and width
 */
public record Cutout(Extent size) implements ImageAugmentation {
  @Override
  public String kind() {
    return "cutout";
  }

  @Override
  public void apply(AugmentedSample sample, SeededRandom random) {
    int top = random.nextInt(sample.height()) - size.size(0) / 2;
    int left = random.nextInt(sample.width()) - size.size(1) / 2;
    sample.hide(top, left, size);
  }
}
