package io.github.bellows.worker.step;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StepTest {
  @ParameterizedTest
  @CsvSource({
    "0,1,1",
    "0,32,4",
    "128,31,4",
    "128,33,4",
    "96,3,8",
    "5,1,64",
    "0,101,7",
    "9000000000000,2000000000,64"
  })
  void eachSampleIsInExactlyOneLane(long first, int samples, int lanes) {
    Step step = new Step(3, 1, first, samples);
    assertThat(step.boundary(0, lanes)).isEqualTo(first);
    assertThat(step.boundary(lanes, lanes)).isEqualTo(first + samples);
    long smallest = Long.MAX_VALUE;
    long largest = 0;
    for (int lane = 0; lane < lanes; lane++) {
      long share = step.boundary(lane + 1, lanes) - step.boundary(lane, lanes);
      smallest = Math.min(smallest, share);
      largest = Math.max(largest, share);
    }
    // Shares that are never negative tile the samples, as the ends are right.
    assertThat(smallest).isNotNegative();
    assertThat(largest - smallest).isLessThanOrEqualTo(1);
  }

  @Test
  void aFullStepGivesEachLaneItsBatch() {
    Step step = new Step(0, 0, 256, 128);
    for (int lane = 0; lane <= 4; lane++) {
      assertThat(step.boundary(lane, 4)).isEqualTo(256 + 32L * lane);
    }
  }

  @Test
  void theMeanLossIsTheSumOverTheWeight() {
    assertThat(new StepSums(6, 4, 1).meanLoss()).isEqualTo(1.5);
  }
}
