package io.github.bellows.driver.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bellows.worker.step.StepReport;
import io.github.bellows.worker.step.StepTimes;
import org.junit.jupiter.api.Test;

class LastFiguresTest {
  private final LastFigures figures = new LastFigures();

  private void step(long step, long epoch, double weight, double loss) {
    figures.stepped(
        new StepReport(step, epoch, 4, weight, loss, 0.1, 1, new StepTimes(1, 1, 1, 1)));
  }

  @Test
  void theTrainingLossCountsEachStepByTheWeightOfItsSamples() {
    step(0, 0, 1, 2);
    step(1, 0, 3, 6);
    assertThat(figures.trainLoss()).isEqualTo(5);
  }

  @Test
  void theTrainingLossIsThatOfTheLastEpoch() {
    step(0, 0, 4, 100);
    step(1, 1, 4, 3);
    assertThat(figures.trainLoss()).isEqualTo(3);
  }

  @Test
  void withoutSamplesThatCountThereIsNoTrainingLoss() {
    assertThat(figures.trainLoss()).isNull();
    step(0, 0, 0, 0);
    assertThat(figures.trainLoss()).isNull();
  }
}
