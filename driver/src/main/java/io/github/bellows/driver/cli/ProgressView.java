package io.github.bellows.driver.cli;

import io.github.bellows.common.config.RunConfig;
import io.github.bellows.driver.train.TrainingListener;
import io.github.bellows.driver.train.ValidationReport;
import io.github.bellows.worker.step.StepReport;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;

/**
 * Shows how far a run is: a bar that moves on a terminal, one line per logged interval elsewhere,
 * and one line per validation on both.
 */
final class ProgressView implements TrainingListener, AutoCloseable {
  private static final long REFRESH_NANOS = 100_000_000;
  private static final int BAR = 24;
  private static final double NANOS_PER_SECOND = 1e9;
  private static final String ERASE_LINE = "\r\u001b[K";

  private final RunConfig config;
  private final PrintStream out;
  private final boolean terminal;
  private long totalSteps;
  private long shown;
  private double lossSum;
  private double intervalWeight;
  private long intervalSamples;
  private double intervalNanos;
  private double stepNanos;
  private boolean barShown;

  ProgressView(RunConfig config, PrintStream out, boolean terminal) {
    this.config = config;
    this.out = out;
    this.terminal = terminal;
  }

  /** Returns whether standard error is a terminal, as the launcher saw it. */
  static boolean onTerminal() {
    return "1".equals(System.getenv("BELLOWS_TERMINAL"));
  }

  @Override
  public void prepared(String reason) {
    line("data: " + reason);
  }

  @Override
  public void started(long step, long steps) {
    totalSteps = steps;
    line(
        (step == 0 ? "training " : "resuming at step " + step + " of ")
            + (step == 0 ? steps + " steps" : String.valueOf(steps)));
  }

  @Override
  public void stepped(StepReport report) {
    lossSum += report.loss() * report.weight();
    intervalWeight += report.weight();
    intervalSamples += report.samples();
    intervalNanos += report.times().total();
    stepNanos =
        stepNanos == 0 ? report.times().total() : 0.95 * stepNanos + 0.05 * report.times().total();
    if (terminal) {
      long now = System.nanoTime();
      if (now - shown > REFRESH_NANOS) {
        shown = now;
        out.print(ERASE_LINE + bar(report.step() + 1) + " " + figures(report));
        out.flush();
        barShown = true;
      }
    } else if ((report.step() + 1) % config.training().logEverySteps() == 0) {
      out.println(figures(report));
    }
    if ((report.step() + 1) % config.training().logEverySteps() == 0) {
      lossSum = 0;
      intervalWeight = 0;
      intervalSamples = 0;
      intervalNanos = 0;
    }
  }

  private String bar(long done) {
    int filled = (int) (BAR * done / Math.max(1, totalSteps));
    return "[" + "#".repeat(filled) + ".".repeat(BAR - filled) + "]";
  }

  private String figures(StepReport report) {
    double rate = intervalSamples / Math.max(1, intervalNanos) * NANOS_PER_SECOND;
    long left = (long) ((totalSteps - report.step() - 1) * stepNanos / NANOS_PER_SECOND);
    return String.format(
        Locale.ROOT,
        "epoch %d step %d/%d  loss %.4f  %,.0f samples/s  %d:%02d left",
        report.epoch() + 1,
        report.step() + 1,
        totalSteps,
        intervalWeight == 0 ? 0 : lossSum / intervalWeight,
        rate,
        left / 60,
        left % 60);
  }

  @Override
  public void validated(ValidationReport report) {
    StringBuilder line = new StringBuilder("validation after step " + report.step() + ":");
    for (Map.Entry<String, Double> figure : report.evaluation().scalars().entrySet()) {
      if (!figure.getKey().contains("macro")) {
        line.append(String.format(Locale.ROOT, "  %s %.4f", figure.getKey(), figure.getValue()));
      }
    }
    line(line.toString());
  }

  @Override
  public void ended(long step) {
    close();
  }

  private void line(String text) {
    close();
    out.println(text);
  }

  /** Erases the bar, if there is one, so that what is printed next starts on a clean line. */
  @Override
  public void close() {
    if (barShown) {
      out.print(ERASE_LINE);
      out.flush();
      barShown = false;
    }
  }
}
