package io.github.bellows.driver.train;

import io.github.bellows.common.metric.RegressionEvaluation;
import io.github.bellows.worker.step.StepReport;
import io.github.bellows.worker.step.StepTimes;

/** Events for tests of listeners. */
final class Reports {
  private Reports() {}

  /** Returns a step of 10 samples that took so many milliseconds. */
  static StepReport step(long step, long epoch, double loss, double millis) {
    double tenth = millis * 1e5;
    StepTimes times = new StepTimes(4 * tenth, 3 * tenth, 2 * tenth, tenth);
    return new StepReport(step, epoch, 10, 10, loss, 0.5, 0.25, times);
  }

  /** Returns a validation with this loss. */
  static ValidationReport validation(long step, long epoch, double loss) {
    return new ValidationReport(step, epoch, evaluation(loss));
  }

  /** Returns figures with this loss. */
  static RegressionEvaluation evaluation(double loss) {
    return new RegressionEvaluation(4, loss, 2 * loss, 3 * loss, -loss);
  }
}
