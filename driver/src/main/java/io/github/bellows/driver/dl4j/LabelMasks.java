package io.github.bellows.driver.dl4j;

import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What there is of masks of labels.
 *
 * @param any whether there are masks
 * @param weights whether some have other numbers than 0 and 1
 * @param elements whether some tell the numbers of one label apart
 * @param lacking whether labels of steps have none, though the features' mask ends early
 */
record LabelMasks(boolean any, boolean weights, boolean elements, boolean lacking)
    implements Serializable {
  private static final LabelMasks NONE = new LabelMasks(false, false, false, false);
  private static final int SEQUENCE = 3;

  /** Returns what some examples have. */
  static LabelMasks of(Examples examples) {
    boolean early =
        examples.featureMasks().stream()
            .anyMatch(mask -> mask != null && mask.minNumber().doubleValue() == 0);
    List<INDArray> masks = examples.labelMasks();
    LabelMasks all = NONE;
    for (int output = 0; output < examples.labels().size(); output++) {
      INDArray mask = masks.isEmpty() ? null : masks.get(output);
      all = all.with(of(mask, examples.labels().get(output), early));
    }
    return all;
  }

  private static LabelMasks of(@Nullable INDArray mask, INDArray labels, boolean early) {
    if (mask == null) {
      return new LabelMasks(false, false, false, early && labels.rank() == SEQUENCE);
    }
    boolean places = mask.length() * labels.size(1) <= labels.length();
    boolean plain = mask.eq(0).castTo(mask.dataType()).add(mask).eq(1).all();
    return new LabelMasks(true, !plain, !places, false);
  }

  /** Returns what these and others have. */
  LabelMasks with(LabelMasks other) {
    return new LabelMasks(
        any || other.any,
        weights || other.weights,
        elements || other.elements,
        lacking || other.lacking);
  }
}
