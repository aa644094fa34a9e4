package io.github.bellows.common.config;

import io.github.bellows.common.optim.OptimizerSpec;
import java.util.List;

/**
 * Averaging of parameters: each lane takes steps of its own, then the lanes' parameters are
 * averaged.
 *
 * @param lengths steps of a round, by the step from which they hold; the first holds from step 0
 * @param state what becomes of the lanes' optimizer state at the end of a round
 * @param outer updates the shared parameters along old − averaged ones; not resolved to steps
 * @param startAfter steps before the first round, whose gradients are averaged
 */
public record LocalTraining(
    List<Length> lengths, State state, OptimizerSpec outer, long startAfter) {
  /** Copies the list. */
  public LocalTraining {
    lengths = List.copyOf(lengths);
  }

  /**
   * Steps of a round.
   *
   * @param from the first step of such rounds
   * @param steps steps of a lane between two averagings, at least 1
   */
  public record Length(long from, long steps) {}

  /** What becomes of a lane's optimizer state at the end of a round. */
  public enum State {
    /** The lane goes on with it. */
    KEEP,
    /** All lanes go on with the mean of theirs. */
    AVERAGE,
    /** All lanes begin anew, as if the round's steps were the first of the run. */
    RESET,
    /** All lanes begin with a state of zeros, and go on counting updates. */
    FORGET
  }
}
