package io.github.bellows.common.augment;

import java.io.Serializable;

/** A random change of training samples. Immutable; what it draws comes from its caller. */
public sealed interface Augmentation extends Serializable permits SampleAugmentation, Mixup {
  /** Returns the change's key in YAML. */
  String kind();
}
