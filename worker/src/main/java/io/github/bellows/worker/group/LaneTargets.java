package io.github.bellows.worker.group;

import io.github.bellows.worker.engine.FlatMemory;
import io.github.bellows.worker.step.StepOwner;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where lanes of a round leave what they compute.
 *
 * @param owner says how a lane updates its parameters in a step of its own
 * @param slots the local optimizers' state; null if no lane takes steps by itself
 * @param sums the first takes gradients or parameters, each of the others a slot that is averaged
 * @param rounding makes of a lane's gradient what enters the sum
 * @param figures takes losses, weights and norms
 * @param beforeLane called before each lane; what it throws ends the work
 */
record LaneTargets(
    StepOwner owner,
    @Nullable LocalSlots slots,
    List<LaneAccumulator> sums,
    Rounding rounding,
    LaneFigures figures,
    Runnable beforeLane) {
  /** Gradients enter the sum as they are. */
  static final Rounding AS_THEY_ARE = (lane, weight, gradient) -> {};

  /** What becomes of a lane's gradient, in place, before it is added to others. */
  interface Rounding {
    /** Takes the gradient that a lane has just computed of samples of a weight. */
    void computed(int lane, double weight, FlatMemory gradient);
  }
}
