package io.github.bellows.worker.group;

import org.jspecify.annotations.Nullable;

/**
 * Whoever counts the steps. Each method is called by one worker while the others of the group wait,
 * never at the same time as another.
 */
public interface StepOwner {
  /** Returns the step to compute now, or null if the segment is over. */
  @Nullable Step next();

  /**
   * Judges a step before its update.
   *
   * @return the factor by which norm clipping scales the mean gradient, 1 for none
   * @throws io.github.bellows.common.error.TrainingException if loss or gradient is not finite; the
   *     parameters are then still those before the step
   */
  float judge(Step step, StepSums sums);

  /** Takes note that every parameter of the step has its new value. */
  void completed(Step step, StepSums sums, StepTimes times);
}
