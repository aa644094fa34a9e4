package io.github.bellows.common.augment;

import io.github.bellows.common.model.Extent;
import org.jspecify.annotations.Nullable;

/** A change that knows rows and columns of pixels: of samples [channels, height, width]. */
sealed interface ImageAugmentation extends SampleAugmentation
    permits Crop, Flip, Shift, Rotate, Brightness, Cutout {
  /** Returns whether pixels move, and those of masks with them. */
  default boolean movesPixels() {
    return false;
  }

  /** Returns what pixels become that come from outside the image; null if none do. */
  default @Nullable Fill fill() {
    return null;
  }

  /** Returns how far pixels move along each axis at most; null if that is no matter. */
  default @Nullable Extent reach() {
    return null;
  }
}
