package io.github.bellows.worker.step;

import java.util.List;

/**
 * What the workers do between two averagings: one step whose gradients are averaged, or some steps
 * of each lane by itself, after which parameters are.
 *
 * @param steps the steps, in order, at least one
 * @param local whether each lane takes them by itself
 * @param localBefore local steps of the run before the first of these
 */
public record Round(List<Step> steps, boolean local, long localBefore) {
  /** Copies the list and checks that averaged gradients are those of one step. */
  public Round {
    steps = List.copyOf(steps);
    if (steps.isEmpty() || (!local && steps.size() > 1)) {
      throw new IllegalArgumentException("steps = " + steps + ": must be one, or local ones");
    }
  }

  /** Returns a round of one step whose gradients are averaged. */
  public static Round of(Step step) {
    return new Round(List.of(step), false, 0);
  }

  /** Returns the first step. */
  public Step first() {
    return steps.get(0);
  }

  /** Returns the last step. */
  public Step last() {
    return steps.get(steps.size() - 1);
  }
}
