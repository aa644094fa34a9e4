package io.github.bellows.driver.dl4j;

import io.github.bellows.driver.dl4j.network.TheirNetwork;
import io.github.bellows.driver.train.TrainingListener;
import io.github.bellows.worker.step.StepReport;
import java.util.List;
import org.deeplearning4j.nn.api.Model;

/**
 * Tells listeners of theirs of each update. The network they are told of has the score of the
 * update, but the parameters of before the {@code fit}: those are with the executors.
 */
final class ToldListeners implements TrainingListener {
  private final TheirNetwork network;
  private final List<org.deeplearning4j.optimize.api.TrainingListener> listeners;
  private final int epoch;
  private double score = Double.NaN;

  ToldListeners(
      TheirNetwork network, List<org.deeplearning4j.optimize.api.TrainingListener> listeners) {
    this.network = network;
    this.listeners = List.copyOf(listeners);
    epoch = network.counters().epochs();
  }

  @Override
  public void stepped(StepReport report) {
    score = report.loss();
    Model model = network.model();
    network.score(score);
    for (org.deeplearning4j.optimize.api.TrainingListener listener : listeners) {
      listener.iterationDone(model, Math.toIntExact(report.step()) + 1, epoch);
    }
  }

  /** Returns the loss of the last update; not a number before the first. */
  double score() {
    return score;
  }
}
