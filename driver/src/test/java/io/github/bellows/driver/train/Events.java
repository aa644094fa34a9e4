package io.github.bellows.driver.train;

import io.github.bellows.worker.step.StepReport;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Writes down what a loop tells its listeners, and does something about it. */
final class Events implements TrainingListener {
  private final List<String> seen = new ArrayList<>();
  private final Consumer<String> reaction;

  Events() {
    this(event -> {});
  }

  /** Creates a listener that passes each event on. */
  Events(Consumer<String> reaction) {
    this.reaction = reaction;
  }

  private void add(String event) {
    seen.add(event);
    reaction.accept(event);
  }

  List<String> seen() {
    return seen;
  }

  @Override
  public void started(long step, long totalSteps) {
    add("started " + step + " of " + totalSteps);
  }

  @Override
  public void stepped(StepReport report) {
    add("step " + report.step());
  }

  @Override
  public void validated(ValidationReport report) {
    add("validated " + report.step() + " in epoch " + report.epoch());
  }

  @Override
  public void checkpointed(long step) {
    add("checkpoint " + step);
  }

  @Override
  public void ended(long step) {
    add("ended " + step);
  }
}
