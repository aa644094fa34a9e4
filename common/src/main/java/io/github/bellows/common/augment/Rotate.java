package io.github.bellows.common.augment;

import io.github.bellows.common.random.SeededRandom;

/**
 * Turns the image about its center by an angle that is uniform in [−degrees, degrees): bilinear,
 * masks by the nearest pixel.
 *
 * @param degrees the largest angle, in (0, 180]
 * @param fill what comes in from outside
 */
public record Rotate(double degrees, Fill fill) implements ImageAugmentation {
  private static final double HALF_TURN = 180;

  /** Checks the angle. */
  public Rotate {
    if (!(degrees > 0 && degrees <= HALF_TURN)) {
      throw new IllegalArgumentException("degrees = " + degrees + ": must be in (0, 180]");
    }
  }

  @Override
  public String kind() {
    return "rotate";
  }

  @Override
  public boolean movesPixels() {
    return true;
  }

  @Override
  public void apply(AugmentedSample sample, SeededRandom random) {
    sample.rotate(StrictMath.toRadians(random.uniform(-degrees, degrees)), fill);
  }
}
