package io.github.bellows.driver.run;

import io.github.bellows.driver.train.TrainingListener;
import io.github.bellows.driver.train.ValidationReport;
import io.github.bellows.worker.step.StepReport;
import org.jspecify.annotations.Nullable;

/** Remembers the last validation and the mean training loss of the last epoch. */
final class LastFigures implements TrainingListener {
  private @Nullable ValidationReport validation;
  private long epoch = -1;
  private double lossSum;
  private double weight;

  @Override
  public void stepped(StepReport report) {
    if (report.epoch() != epoch) {
      epoch = report.epoch();
      lossSum = 0;
      weight = 0;
    }
    lossSum += report.loss() * report.weight();
    weight += report.weight();
  }

  @Override
  public void validated(ValidationReport report) {
    validation = report;
  }

  /** Returns the last validation of this process, null if there was none. */
  @Nullable ValidationReport validation() {
    return validation;
  }

  /**
   * Returns the weighted mean loss over the samples of the last epoch's steps; null if no step was
   * taken, or none of their samples counts.
   */
  @Nullable Double trainLoss() {
    return weight == 0 ? null : lossSum / weight;
  }
}
