package io.github.bellows.driver.train;

import io.github.bellows.worker.step.StepReport;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.LongStream;

/**
 * What segments cost besides their steps: tasks that start and meet, numbers that are sent out and
 * handed back.
 */
public final class SegmentTimes implements TrainingListener {
  /** A share of the training that is worth a warning, and the least time that is. */
  private static final double MUCH = 0.01;

  private static final double LEAST_SECONDS = 10;
  private static final double NANOS_PER_MILLI = 1e6;
  private static final double NANOS_PER_SECOND = 1e9;

  private final LongSupplier clock;
  private long began;
  private long inSteps;
  private long inStepsOfAll;
  private long steps;
  private long[] starts = new long[16];
  private int count;

  /** Creates the times of a process that has not begun a segment. */
  public SegmentTimes() {
    this(System::nanoTime);
  }

  SegmentTimes(LongSupplier clock) {
    this.clock = clock;
  }

  @Override
  public void segmentBegins(long step) {
    began = clock.getAsLong();
    inSteps = 0;
  }

  @Override
  public void stepped(StepReport report) {
    inSteps += report.times().total();
    steps++;
  }

  @Override
  public void segmentEnded(SegmentReport report) {
    if (count == starts.length) {
      starts = Arrays.copyOf(starts, 2 * count);
    }
    starts[count++] = Math.max(0, clock.getAsLong() - began - inSteps);
    inStepsOfAll += inSteps;
  }

  /** Returns how many segments are over. */
  public int count() {
    return count;
  }

  /**
   * Returns what a segment costs besides its steps: the median, since the first one waits for the
   * JVMs to warm up, and one that was taken again for whatever was lost.
   */
  public double startMillis() {
    return median() / NANOS_PER_MILLI;
  }

  /** Returns the share of the training that so many segments cost besides their steps. */
  public double startShare() {
    double all = median() * count + inStepsOfAll;
    return all == 0 ? 0 : median() * count / all;
  }

  private double median() {
    return LongStream.of(starts).limit(count).sorted().skip(count / 2).findFirst().orElse(0);
  }

  /** Returns what to change if segments are too short: their cost should stay below 1 %. */
  public Optional<String> warning() {
    double seconds = median() * count / NANOS_PER_SECOND;
    if (startShare() <= MUCH || seconds < LEAST_SECONDS) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            Locale.ROOT,
            "%d segments of %d steps took %.0f ms each to start and to end, %.0f s or %.0f %% of"
                + " the training. Raise checkpoint.everySteps and training.validateEveryEpochs, at which"
                + " segments end",
            count,
            steps / count,
            startMillis(),
            seconds,
            100 * startShare()));
  }
}
