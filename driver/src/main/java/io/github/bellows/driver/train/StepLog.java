package io.github.bellows.driver.train;

import io.github.bellows.worker.step.StepReport;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes a line to the log for every so many steps, with the worker that was slowest in it. */
public final class StepLog implements TrainingListener {
  private static final Logger LOG = LoggerFactory.getLogger(StepLog.class);
  private static final double NANOS_PER_MILLI = 1e6;

  private final long every;

  /** Creates the log of every {@code every}th step. */
  public StepLog(long every) {
    this.every = every;
  }

  @Override
  public void stepped(StepReport report) {
    if (report.step() % every == 0 && LOG.isInfoEnabled()) {
      LOG.info("{}", line(report));
    }
  }

  /** Returns the line of a step. */
  static String line(StepReport report) {
    return String.format(
        Locale.ROOT,
        "step %d: epoch %d, loss %.6g, %.2f ms, slowest worker %d with %.2f ms of computing"
            + " (mean %.2f ms)",
        report.step(),
        report.epoch(),
        report.loss(),
        report.times().total() / NANOS_PER_MILLI,
        report.times().slowest(),
        report.times().longest() / NANOS_PER_MILLI,
        report.times().compute() / NANOS_PER_MILLI);
  }
}
