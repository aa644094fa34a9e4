package io.github.bellows.worker.step;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;

/** The rule that loss and gradient are finite. */
public final class Divergence {
  private Divergence() {}

  /**
   * Refuses a loss or a gradient that is not finite.
   *
   * @param where the step
   * @throws TrainingException {@link ErrorCode#DIVERGED}
   */
  public static void check(String where, double loss, double gradientNorm) {
    boolean lossFinite = Double.isFinite(loss);
    if (!lossFinite || !Double.isFinite(gradientNorm)) {
      throw TrainingException.of(
          ErrorCode.DIVERGED,
          where + (lossFinite ? ", gradient norm = " + gradientNorm : ", loss = " + loss),
          "must be finite",
          "Lower optimizer.learningRate, set training.clip.norm, or check the scale of the data;"
              + " checkpoints up to this step are kept");
    }
  }
}
