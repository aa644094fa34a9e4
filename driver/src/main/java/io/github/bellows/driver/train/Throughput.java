package io.github.bellows.driver.train;

import io.github.bellows.worker.step.StepReport;
import java.util.Arrays;

/**
 * How fast a run computes: samples per second over logged intervals, and where the time of steps
 * goes. Counts the time inside steps only, so start-up, validation and checkpoints are left out.
 */
public final class Throughput {
  private static final double NANOS_PER_SECOND = 1e9;
  private static final double NANOS_PER_MILLI = 1e6;

  private double[] intervalRates = new double[16];
  private int intervals;
  private double[] stepNanos = new double[1024];
  private int steps;
  private double intervalNanos;
  private long intervalSamples;
  private double compute;
  private double exchange;
  private double update;
  private double wait;

  /** Takes one step into account. */
  public void add(StepReport report) {
    if (steps == stepNanos.length) {
      stepNanos = Arrays.copyOf(stepNanos, 2 * steps);
    }
    stepNanos[steps++] = report.times().total();
    intervalNanos += report.times().total();
    intervalSamples += report.samples();
    compute += report.times().compute();
    exchange += report.times().exchange();
    update += report.times().update();
    wait += report.times().waiting();
  }

  /** Ends an interval and returns its samples per second; 0 if it had no step. */
  public double closeInterval() {
    double rate = intervalNanos == 0 ? 0 : intervalSamples / intervalNanos * NANOS_PER_SECOND;
    if (intervals == intervalRates.length) {
      intervalRates = Arrays.copyOf(intervalRates, 2 * intervals);
    }
    intervalRates[intervals++] = rate;
    intervalNanos = 0;
    intervalSamples = 0;
    return rate;
  }

  /**
   * Returns the median samples per second over the intervals; the first is left out if there are
   * others, since it holds the warm-up of the JVM.
   */
  public double samplesPerSecond() {
    if (intervalSamples > 0 && intervals < 2) {
      closeInterval();
    }
    int first = intervals > 1 ? 1 : 0;
    return quantile(Arrays.copyOfRange(intervalRates, first, intervals), 0.5);
  }

  /** Returns a quantile of the length of steps, in milliseconds. */
  public double stepMillis(double quantile) {
    return quantile(Arrays.copyOf(stepNanos, steps), quantile) / NANOS_PER_MILLI;
  }

  /** Returns the mean time of a step spent computing, in milliseconds. */
  public double computeMillis() {
    return mean(compute);
  }

  /** Returns the mean time of a step spent adding and averaging gradients, in milliseconds. */
  public double exchangeMillis() {
    return mean(exchange);
  }

  /** Returns the mean time of a step spent in the optimizer, in milliseconds. */
  public double updateMillis() {
    return mean(update);
  }

  /** Returns the mean time of a step a worker waited for the others, in milliseconds. */
  public double waitMillis() {
    return mean(wait);
  }

  private double mean(double nanos) {
    return steps == 0 ? 0 : nanos / steps / NANOS_PER_MILLI;
  }

  /** The value at ⌊quantile · (n − 1) + ½⌋ of the sorted values; 0 of none. */
  private static double quantile(double[] values, double quantile) {
    if (values.length == 0) {
      return 0;
    }
    Arrays.sort(values);
    return values[(int) Math.floor(quantile * (values.length - 1) + 0.5)];
  }
}
