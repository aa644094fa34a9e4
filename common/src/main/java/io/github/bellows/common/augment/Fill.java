package io.github.bellows.common.augment;

/** What pixels become that come from outside the image. */
public enum Fill {
  /** What 0 is in the data, scaled as they are. */
  ZERO,
  /** The nearest pixel of the image. */
  EDGE
}
