package io.github.bellows.driver.dl4j;

import java.io.Serializable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What there is of masks of labels.
 *
 * @param any whether there are masks
 * @param weights whether some have other numbers than 0 and 1
 * @param elements whether some tell the numbers of one label apart
 */
record LabelMasks(boolean any, boolean weights, boolean elements) implements Serializable {
  /** Returns what some examples have. */
  static LabelMasks of(Examples examples) {
    LabelMasks all = new LabelMasks(false, false, false);
    for (int output = 0; output < examples.labelMasks().size(); output++) {
      INDArray mask = examples.labelMasks().get(output);
      if (mask != null) {
        long classes = examples.labels().get(output).size(1);
        boolean whole = mask.length() * classes <= examples.labels().get(output).length();
        boolean plain = mask.eq(0).castTo(mask.dataType()).add(mask).eq(1).all();
        all = all.with(new LabelMasks(true, !plain, !whole));
      }
    }
    return all;
  }

  /** Returns what these and others have. */
  LabelMasks with(LabelMasks other) {
    return new LabelMasks(
        any || other.any, weights || other.weights, elements || other.elements);
  }
}
