package io.github.bellows.driver.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bellows.worker.step.StepReport;
import io.github.bellows.worker.step.StepTimes;
import org.junit.jupiter.api.Test;

class SegmentTimesTest {
  private static final long MILLI = 1_000_000;

  private long now;
  private final SegmentTimes times = new SegmentTimes(() -> now);

  /** Lets a segment of some steps of 10 ms pass that costs so much more. */
  private void segment(int steps, long startMillis) {
    times.segmentBegins(0);
    for (int i = 0; i < steps; i++) {
      times.stepped(report());
    }
    now += (steps * 10L + startMillis) * MILLI;
    times.segmentEnded(SegmentReport.NONE);
  }

  private static StepReport report() {
    StepTimes times = new StepTimes(4 * MILLI, 3 * MILLI, 2 * MILLI, MILLI);
    return new StepReport(0, 0, 32, 32, 0.5, 0.1, 1, times);
  }

  @Test
  void countsWhatIsNoStep() {
    segment(25, 3000);
    segment(25, 40);
    segment(25, 60);
    assertThat(times.count()).isEqualTo(3);
    assertThat(times.startMillis()).isEqualTo(60);
    assertThat(times.startShare()).isCloseTo(180 / (180 + 750.0), within(1e-9));
    assertThat(times.warning()).isEmpty();
  }

  @Test
  void warnsOfManyShortSegments() {
    for (int i = 0; i < 300; i++) {
      segment(25, 50);
    }
    assertThat(times.warning())
        .hasValue(
            "300 segments of 25 steps took 50 ms each to start and to end, 15 s or 17 % of the"
                + " training. Raise checkpoint.everySteps and training.validateEveryEpochs, at"
                + " which segments end");
  }

  @Test
  void saysNothingOfLongSegments() {
    for (int i = 0; i < 300; i++) {
      segment(1000, 50);
    }
    assertThat(times.startShare()).isLessThan(0.01);
    assertThat(times.warning()).isEmpty();
  }

  @Test
  void aRunWithoutSegmentsCostsNothing() {
    assertThat(times.startMillis()).isZero();
    assertThat(times.startShare()).isZero();
    assertThat(times.warning()).isEmpty();
  }
}
