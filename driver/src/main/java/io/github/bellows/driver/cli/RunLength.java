package io.github.bellows.driver.cli;

import io.github.bellows.common.config.RunConfig;
import io.github.bellows.common.config.SourceConfig;
import io.github.bellows.common.config.TrainingConfig;
import io.github.bellows.common.drawn.DrawnFormat;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.driver.prepare.Preparation;
import io.github.bellows.worker.step.StepPlan;
import org.jspecify.annotations.Nullable;

/**
 * How long a run is, as far as that is known before the data is read.
 *
 * @param steps steps of the run, at least 1
 * @param stepsPerEpoch steps of an epoch; null if the number of samples is not known
 */
record RunLength(long steps, @Nullable Long stepsPerEpoch) {
  /**
   * Returns the length of a configuration's run.
   *
   * @param wantedSteps in place of the configuration's; null for those
   * @param wantedSamples training samples; null for those of a drawn source
   * @throws TrainingException ({@link ErrorCode#CONFIGURATION}) if the length cannot be known
   */
  static RunLength of(RunConfig config, @Nullable Long wantedSteps, @Nullable Long wantedSamples) {
    requirePositive("--steps", wantedSteps);
    requirePositive("--samples", wantedSamples);
    TrainingConfig training = config.training();
    Long samples = wantedSamples == null ? samples(config) : wantedSamples;
    if (samples == null) {
      Long steps = wantedSteps == null ? training.steps() : wantedSteps;
      if (steps == null) {
        throw TrainingException.of(
            ErrorCode.CONFIGURATION,
            "training.epochs = " + training.epochs(),
            "is a number of steps only where the number of training samples is known, and the data"
                + " is not read here",
            "Add --samples N with the training samples, or --steps N");
      }
      return new RunLength(steps, null);
    }
    long limit = training.steps() == null ? 0 : training.steps();
    StepPlan plan =
        StepPlan.of(samples, training.lanes(), training.batch(), training.epochs(), limit);
    return new RunLength(
        wantedSteps == null ? plan.totalSteps() : wantedSteps, plan.stepsPerEpoch());
  }

  /** Returns the steps of an epoch, which a schedule in epochs cannot do without. */
  long requireStepsPerEpoch(String key) {
    if (stepsPerEpoch == null) {
      throw TrainingException.of(
          ErrorCode.CONFIGURATION,
          key,
          "counts epochs, whose steps depend on the number of training samples",
          "Add --samples N with the training samples");
    }
    return stepsPerEpoch;
  }

  private static void requirePositive(String option, @Nullable Long value) {
    if (value != null && value < 1) {
      throw TrainingException.of(
          ErrorCode.USAGE, option + " = " + value, "must be at least 1", "Write a larger number");
    }
  }

  private static @Nullable Long samples(RunConfig config) {
    SourceConfig train = config.data().train();
    if (DrawnFormat.of(train.format()) == null) {
      return null;
    }
    long samples = train.samples();
    return samples - Preparation.heldOut(config.data().validation(), samples);
  }
}
