package io.github.bellows.worker.step;

import io.github.bellows.common.optim.StepUpdate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whoever counts the steps. But for {@link #localUpdate} each method is called by one worker while
 * the others of the group wait, never at the same time as another.
 */
public interface StepOwner {
  /** Returns the round to compute now, or null if the segment is over. */
  @Nullable Round next();

  /**
   * Refuses a round whose loss or gradient is not finite. Comes before the update where the norm is
   * known by then; a group among others may learn it together with their new parameters.
   *
   * @param sums of the round's only step; of local steps, losses and weights of all, and the norm
   *     of the pseudo-gradient
   * @throws io.github.bellows.common.error.TrainingException ({@link
   *     io.github.bellows.common.error.ErrorCode#DIVERGED}) if it is not finite
   */
  void requireFinite(Round round, StepSums sums);

  /** Returns what a round does with its mean gradient. */
  Verdict judge(Round round);

  /** Ends the segment after the round under way. */
  void requestStop();

  /** Returns the update of a step that a lane takes by itself; may be called by several at once. */
  StepUpdate localUpdate(Round round, Step step);

  /**
   * Takes note that every parameter has its new value.
   *
   * @param sums one for each of the round's steps
   * @param times of one of its steps, as a mean
   */
  void completed(Round round, List<StepSums> sums, StepTimes times);
}
