package io.github.bellows.common.augment;

import io.github.bellows.common.random.SeededRandom;

/**
 * Mirrors some images.
 *
 * @param axis the direction in which pixels move
 * @param probability share of the images that are mirrored, in [0, 1]
 */
public record Flip(Axis axis, double probability) implements ImageAugmentation {
  /** The direction in which pixels move. */
  public enum Axis {
    /** Left and right change places. */
    HORIZONTAL,
    /** Above and below change places. */
    VERTICAL
  }

  /** Checks the probability. */
  public Flip {
    if (!(probability >= 0 && probability <= 1)) {
      throw new IllegalArgumentException("probability = " + probability + ": must be in [0, 1]");
    }
  }

  @Override
  public String kind() {
    return "flip";
  }

  @Override
  public boolean movesPixels() {
    return true;
  }

  @Override
  public void apply(AugmentedSample sample, SeededRandom random) {
    if (random.nextDouble() < probability) {
      sample.flip(axis);
    }
  }
}
