package io.github.bellows.driver.run;

import io.github.bellows.driver.train.TrainingListener;
import io.github.bellows.worker.step.StepReport;

/** Asks a run to stop once a step is done. */
record StopAfter(long step, StopSignal stop) implements TrainingListener {
  @Override
  public void stepped(StepReport report) {
    if (report.step() >= step) {
      stop.request();
    }
  }
}
