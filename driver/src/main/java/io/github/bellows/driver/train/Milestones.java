package io.github.bellows.driver.train;

import io.github.bellows.worker.step.Rounds;
import io.github.bellows.worker.step.StepPlan;

/**
 * The steps at which control returns to the driver: where a round ends in which a multiple of an
 * interval lies, and the end of the run.
 *
 * @param plan length of epoch and run
 * @param rounds where rounds end
 * @param validateEverySteps steps between validations; the end of the run is always one
 * @param checkpointEverySteps steps between checkpoints; the end of the run is always one
 */
public record Milestones(
    StepPlan plan, Rounds rounds, long validateEverySteps, long checkpointEverySteps) {
  /** Returns whether the parameters are to be measured after this many updates. */
  public boolean validates(long step) {
    return due(step, validateEverySteps);
  }

  /** Returns whether a checkpoint is due after this many updates. */
  public boolean checkpoints(long step) {
    return due(step, checkpointEverySteps);
  }

  private boolean due(long step, long every) {
    long multiple = step / every * every;
    return step > 0 && (step == plan.totalSteps() || (multiple > 0 && endAt(multiple) == step));
  }

  /**
   * Returns the next milestone behind a step: what is due next, or the first round of local steps,
   * in which every group needs all of the state that groups have shared out among themselves.
   */
  public long after(long step) {
    long due = Math.min(next(step, validateEverySteps), next(step, checkpointEverySteps));
    return step < rounds.startAfter() ? Math.min(due, rounds.startAfter()) : due;
  }

  private long next(long step, long every) {
    return endAt((step / every + 1) * every);
  }

  private long endAt(long steps) {
    return Math.min(plan.totalSteps(), rounds.endAt(Math.min(steps, plan.totalSteps())));
  }
}
