package io.github.bellows.driver.dl4j.updater;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.learning.regularization.L1Regularization;
import org.nd4j.linalg.learning.regularization.L2Regularization;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.linalg.learning.regularization.WeightDecay;

/** What pulls parameters of theirs towards zero, as ours: three factors. */
record Decay(double l1, double l2, double weightDecay) {
  static final Decay NONE = new Decay(0, 0, 0);

  /**
   * Returns the decay of some rules of theirs.
   *
   * @param refuse is told of a rule without an equal
   */
  static Decay of(@Nullable List<Regularization> rules, Consumer<String> refuse) {
    Decay all = NONE;
    for (Regularization rule : rules == null ? List.<Regularization>of() : rules) {
      if (rule instanceof L1Regularization l1) {
        all = new Decay(l1.getL1().valueAt(0, 0), all.l2, all.weightDecay);
      } else if (rule instanceof L2Regularization l2) {
        all = new Decay(all.l1, l2.getL2().valueAt(0, 0), all.weightDecay);
      } else if (rule instanceof WeightDecay coefficient && coefficient.isApplyLR()) {
        all = new Decay(all.l1, all.l2, coefficient.getCoeff().valueAt(0, 0));
      } else {
        refuse.accept(rule + " has no equal here");
      }
    }
    return all;
  }

  /** Returns the options of a configuration. */
  String yaml() {
    return "l1: " + l1 + ", l2: " + l2 + ", weightDecay: " + weightDecay;
  }
}
