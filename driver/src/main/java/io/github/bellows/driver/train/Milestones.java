package io.github.bellows.driver.train;

import io.github.bellows.driver.coordinator.StepPlan;

/**
 * The steps at which control returns to the driver.
 *
 * @param plan length of epoch and run
 * @param validateEverySteps steps between validations; the end of the run is always one
 * @param checkpointEverySteps steps between checkpoints; the end of the run is always one
 */
public record Milestones(StepPlan plan, long validateEverySteps, long checkpointEverySteps) {
  /** Returns whether the parameters are to be measured after this many updates. */
  public boolean validates(long step) {
    return step > 0 && (step % validateEverySteps == 0 || step == plan.totalSteps());
  }

  /** Returns whether a checkpoint is due after this many updates. */
  public boolean checkpoints(long step) {
    return step > 0 && (step % checkpointEverySteps == 0 || step == plan.totalSteps());
  }

  /** Returns the next milestone behind a step. */
  public long after(long step) {
    long validation = (step / validateEverySteps + 1) * validateEverySteps;
    long checkpoint = (step / checkpointEverySteps + 1) * checkpointEverySteps;
    return Math.min(plan.totalSteps(), Math.min(validation, checkpoint));
  }
}
