package io.github.bellows.driver.train;

import io.github.bellows.common.checkpoint.RunState;
import io.github.bellows.common.metric.Evaluation;
import org.jspecify.annotations.Nullable;

/**
 * Watches one validation figure: which parameters are the best, and when to give up. Pure; the
 * state is a {@link RunState.Best}.
 *
 * <p>A validation is better if its figure beats the best so far by more than {@code minDelta}, in
 * the figure's own direction.
 *
 * <p>Reference: Prechelt, "Early Stopping — But When?", 1998.
 *
 * @param metric the figure, such as {@code loss} or {@code accuracy}
 * @param patience validations without gain after which to stop; 0 for never
 * @param minDelta least gain that counts, at least 0
 */
public record BestWatch(String metric, int patience, double minDelta) {
  /** Watches the loss and never gives up. */
  public static final BestWatch LOSS = new BestWatch("loss", 0, 0);

  /** Returns the state after one more validation. */
  public RunState.Best after(RunState.@Nullable Best best, long step, Evaluation evaluation) {
    double value = evaluation.value(metric);
    if (best == null) {
      return new RunState.Best(step, value, 0);
    }
    double gain = Evaluation.lowerIsBetter(metric) ? best.value() - value : value - best.value();
    return gain > minDelta
        ? new RunState.Best(step, value, 0)
        : new RunState.Best(best.step(), best.value(), best.validationsWithoutGain() + 1);
  }

  /** Returns whether to give up. */
  public boolean stops(RunState.@Nullable Best best) {
    return patience > 0 && best != null && best.validationsWithoutGain() >= patience;
  }
}
