package io.github.bellows.worker.step;

import io.github.bellows.common.gradient.Wire;
import io.github.bellows.common.optim.WeightAverage;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * How parameters are updated.
 *
 * @param rule with the mean gradient of a step, or with a lane's own gradient in a local step
 * @param local how parameters are averaged; null if gradients are
 * @param average the average of parameters that is kept along the way; null for none
 * @param validatesAverage whether validations measure that average
 * @param wire in what numbers gradients and new parameters cross between groups
 */
public record TrainingMethod(
    UpdateRule rule,
    @Nullable Local local,
    @Nullable WeightAverage average,
    boolean validatesAverage,
    Wire wire)
    implements Serializable {
  /** Checks that only gradients are rounded. */
  public TrainingMethod {
    if (local != null && wire != Wire.FP32) {
      throw new IllegalArgumentException("wire = " + wire + ": needs gradients to be averaged");
    }
  }

  /**
   * Rounds of local steps.
   *
   * @param rounds which steps form one
   * @param keeping what becomes of the local optimizers' state between rounds
   * @param outer how the averaged parameters update the shared ones
   */
  public record Local(Rounds rounds, Keeping keeping, UpdateRule outer) implements Serializable {}

  /** Returns a method that averages gradients as they are and keeps no average of parameters. */
  public static TrainingMethod of(UpdateRule rule) {
    return new TrainingMethod(rule, null, null, false, Wire.FP32);
  }

  /** Returns which steps form a round. */
  public Rounds rounds() {
    return local == null ? Rounds.OF_ONE_STEP : local.rounds();
  }
}
