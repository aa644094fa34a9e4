package io.github.bellows.worker.step;

import io.github.bellows.common.optim.StepUpdate;
import io.github.bellows.common.optim.WeightAverage;
import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The steps of one segment: which round comes next, and what its figures lead to. All that it says
 * follows from the arguments and the figures, so several processes that are given the same come to
 * the same decisions without asking each other.
 */
public final class SegmentSteps implements StepOwner {
  private final StepPlan plan;
  private final TrainingMethod method;
  private final double reduction;
  private final long end;
  private final Consumer<StepReport> reports;
  private Position position;
  private volatile boolean stopRequested;

  /**
   * Where a run stands.
   *
   * @param step updates applied
   * @param averaged parameters that its average is made of
   */
  public record Position(long step, long averaged) implements Serializable {
    /** Before the first step. */
    public static final Position START = new Position(0, 0);
  }

  /**
   * Creates a segment that has not begun.
   *
   * @param plan which samples each step uses
   * @param method how parameters are updated; its schedules are resolved to steps
   * @param from where it begins
   * @param reduction what plateaus have lowered the learning rate to, 1 for no reduction
   * @param end the rounds that begin below it are taken
   * @param reports told of each completed step, by one worker while the others wait
   */
  public SegmentSteps(
      StepPlan plan,
      TrainingMethod method,
      Position from,
      double reduction,
      long end,
      Consumer<StepReport> reports) {
    this.plan = plan;
    this.method = method;
    this.position = from;
    this.reduction = reduction;
    this.end = Math.min(end, plan.totalSteps());
    this.reports = reports;
  }

  @Override
  public @Nullable Round next() {
    return position.step() < end && !stopRequested
        ? method.rounds().at(position.step(), plan)
        : null;
  }

  @Override
  public void requireFinite(Round round, StepSums sums) {
    long first = round.first().step();
    String where =
        round.local() ? "steps " + first + " to " + round.last().step() : "step " + first;
    Divergence.check(where, sums.meanLoss(), sums.gradientNorm());
  }

  @Override
  public Verdict judge(Round round) {
    long first = round.first().step();
    WeightAverage average = method.average();
    double averageWeight =
        average != null && takes(average, round) ? average.weight(position.averaged()) : 0;
    return new Verdict(round.local() ? outer(first) : update(first, first), averageWeight);
  }

  private static boolean takes(WeightAverage average, Round round) {
    return average.takes(round.first().step(), round.last().step() + 1);
  }

  private StepUpdate update(long ofStep, long updates) {
    return method.rule().optimizer().at(ofStep, updates, reduction);
  }

  private StepUpdate outer(long first) {
    TrainingMethod.Local rounds = Objects.requireNonNull(method.local());
    return rounds.outer().optimizer().at(first, rounds.rounds().before(first), 1);
  }

  @Override
  public StepUpdate localUpdate(Round round, Step taken) {
    TrainingMethod.Local rounds = Objects.requireNonNull(method.local());
    boolean anew = rounds.keeping() == Keeping.RESET;
    long updates = anew ? taken.step() - round.first().step() : taken.step();
    return update(taken.step(), updates);
  }

  @Override
  public void completed(Round round, List<StepSums> sums, StepTimes times) {
    for (int i = 0; i < sums.size(); i++) {
      Step taken = round.steps().get(i);
      reports.accept(
          new StepReport(
              taken.step(),
              taken.epoch(),
              taken.samples(),
              sums.get(i).weight(),
              sums.get(i).meanLoss(),
              method.rule().optimizer().learningRate().valueAt(taken.step(), reduction),
              sums.get(i).gradientNorm(),
              times));
    }
    WeightAverage average = method.average();
    boolean weighs = sums.stream().anyMatch(one -> one.weight() > 0);
    boolean taken = average != null && weighs && takes(average, round);
    position = new Position(round.last().step() + 1, position.averaged() + (taken ? 1 : 0));
  }

  /** Ends the segment after the round under way. May be called from any thread. */
  @Override
  public void requestStop() {
    stopRequested = true;
  }

  /** Returns whether a stop was requested. */
  public boolean stopRequested() {
    return stopRequested;
  }

  /** Returns where the run stands; between rounds. */
  public Position position() {
    return position;
  }
}
