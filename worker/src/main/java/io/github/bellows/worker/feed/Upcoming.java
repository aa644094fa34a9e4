package io.github.bellows.worker.feed;

import io.github.bellows.worker.step.Round;
import io.github.bellows.worker.step.Rounds;
import io.github.bellows.worker.step.Step;
import io.github.bellows.worker.step.StepPlan;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * The batches of some lanes, in the order in which they are computed: a step's lanes one after
 * another; of a round of local steps, the steps of one lane after those of another. Behind a round
 * come those that follow it, as far as that is known.
 */
final class Upcoming {
  private final StepPlan plan;
  private final @Nullable Rounds rounds;
  private final int from;
  private final int to;
  private @Nullable Round round;
  private int lane;
  private int index;

  /** The samples of one lane in one step. */
  record Batch(Step step, int lane) {}

  /**
   * Starts at the first batch of a round.
   *
   * @param rounds which rounds follow; null if others may compute them
   */
  Upcoming(StepPlan plan, @Nullable Rounds rounds, Round round, int from, int to) {
    this.plan = plan;
    this.rounds = rounds;
    this.round = from < to ? round : null;
    this.from = from;
    this.to = to;
    lane = from;
  }

  boolean hasNext() {
    return round != null;
  }

  /** Returns whether the next batch is the first one of these lanes of a round. */
  boolean isAt(Round other, int first, int end) {
    return other.equals(round) && from == first && to == end && lane == first && index == 0;
  }

  /** Returns the next batch and goes on behind it. */
  Batch next() {
    Round current = round;
    if (current == null) {
      throw new NoSuchElementException("no round follows");
    }
    Batch batch = new Batch(current.steps().get(index), lane);
    index++;
    if (index == current.steps().size()) {
      index = 0;
      lane++;
      if (lane == to) {
        lane = from;
        round = following(current);
      }
    }
    return batch;
  }

  private @Nullable Round following(Round current) {
    long next = current.last().step() + 1;
    return rounds == null || next >= plan.totalSteps() ? null : rounds.at(next, plan);
  }
}
