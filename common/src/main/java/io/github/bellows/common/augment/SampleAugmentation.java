package io.github.bellows.common.augment;

import io.github.bellows.common.random.SeededRandom;

/** A change of each sample by itself. */
sealed interface SampleAugmentation extends Augmentation permits ImageAugmentation, Noise {
  /** Changes a sample in place. */
  void apply(AugmentedSample sample, SeededRandom random);
}
