package io.github.bellows.driver.run;

import io.github.bellows.driver.train.TrainingListener;
import io.github.bellows.worker.step.StepReport;

/** Kills an executor of this JVM's own session once a step is done. */
final class ExecutorKiller implements TrainingListener {
  private final long step;
  private boolean done;

  ExecutorKiller(long step) {
    this.step = step;
  }

  /** Returns whether it has killed one. */
  boolean done() {
    return done;
  }

  @Override
  public void stepped(StepReport report) {
    if (!done && report.step() >= step) {
      done = ExecutorProcesses.any().map(ProcessHandle::destroyForcibly).orElse(false);
    }
  }
}
