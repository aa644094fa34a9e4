package io.github.bellows.driver.train;

import io.github.bellows.worker.step.StepReport;

/**
 * Takes note of what happens in a run. Called on the driver's thread, in order; a slow listener
 * delays the next segment, not the steps of this one.
 */
public interface TrainingListener {
  /** The data is ready; {@code reason} says whether it was prepared or reused. */
  default void prepared(String reason) {}

  /** The loop begins or resumes at a step of {@code totalSteps}. */
  default void started(long step, long totalSteps) {}

  /** A segment begins at a step. */
  default void segmentBegins(long step) {}

  /** A step was completed. */
  default void stepped(StepReport report) {}

  /** A segment is over; its steps were reported before. */
  default void segmentEnded(SegmentReport report) {}

  /** The parameters were measured. */
  default void validated(ValidationReport report) {}

  /** A checkpoint was written. */
  default void checkpointed(long step) {}

  /** The loop has ended without an error. */
  default void ended(long step) {}
}
