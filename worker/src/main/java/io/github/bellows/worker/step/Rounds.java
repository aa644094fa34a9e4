package io.github.bellows.worker.step;

import java.io.Serializable;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Which steps form a round: a pure function of the step. Before {@code startAfter} steps each is a
 * round of its own, whose gradients are averaged. From there on lanes take steps by themselves, as
 * many as the last length that begins at or before the round's first step; a round ends where the
 * next length begins.
 *
 * @param startAfter steps before the first local one
 * @param lengths ascending, the first from step 0; none if gradients are averaged at every step
 */
public record Rounds(long startAfter, List<Length> lengths) implements Serializable {
  /** Gradients are averaged at every step. */
  public static final Rounds OF_ONE_STEP = new Rounds(0, List.of());

  /**
   * Rounds of one length.
   *
   * @param from the first step of them
   * @param steps steps of a round
   */
  public record Length(long from, long steps) implements Serializable {}

  /** Copies the list and checks the order. */
  public Rounds {
    lengths = List.copyOf(lengths);
    long last = -1;
    for (Length length : lengths) {
      if (length.from() <= last || length.steps() < 1 || (last < 0 && length.from() != 0)) {
        throw new IllegalArgumentException(
            "lengths = " + lengths + ": must ascend from step 0, each of at least 1 step");
      }
      last = length.from();
    }
  }

  private boolean localAt(long step) {
    return !lengths.isEmpty() && step >= startAfter;
  }

  private long first(int index) {
    return Math.max(startAfter, lengths.get(index).from());
  }

  private long behind(int index) {
    return index + 1 == lengths.size()
        ? Long.MAX_VALUE
        : Math.max(startAfter, lengths.get(index + 1).from());
  }

  /** Returns the end of the round that a step is in. */
  private long endOf(long step) {
    if (!localAt(step)) {
      return step + 1;
    }
    int index = 0;
    while (behind(index) <= step) {
      index++;
    }
    long steps = lengths.get(index).steps();
    long first = first(index);
    return Math.min(behind(index), first + ((step - first) / steps + 1) * steps);
  }

  /** Returns the number of steps after which the first round ends that is not before some steps. */
  public long endAt(long steps) {
    return steps == 0 ? 0 : endOf(steps - 1);
  }

  /** Returns how many rounds of local steps begin before a step. */
  public long before(long step) {
    long rounds = 0;
    for (int index = 0; index < lengths.size(); index++) {
      long covered = Math.min(step, behind(index)) - first(index);
      long steps = lengths.get(index).steps();
      rounds += covered <= 0 ? 0 : (covered + steps - 1) / steps;
    }
    return rounds;
  }

  /**
   * Returns the round that begins at a step of a plan; the plan's last step ends it at the latest.
   */
  public Round at(long step, StepPlan plan) {
    if (!localAt(step)) {
      return Round.of(plan.at(step));
    }
    long end = Math.min(endOf(step), plan.totalSteps());
    List<Step> steps = LongStream.range(step, end).mapToObj(plan::at).toList();
    return new Round(steps, true, step - startAfter);
  }
}
