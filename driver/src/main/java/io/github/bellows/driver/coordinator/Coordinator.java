package io.github.bellows.driver.coordinator;

import io.github.bellows.common.checkpoint.Checkpoint;
import io.github.bellows.common.checkpoint.RunState;
import io.github.bellows.common.metric.Evaluation;
import io.github.bellows.common.optim.Optimizer;
import io.github.bellows.common.optim.StepUpdate;
import io.github.bellows.common.optim.WeightAverage;
import io.github.bellows.common.schedule.Plateau;
import io.github.bellows.worker.group.Divergence;
import io.github.bellows.worker.group.LocalRounds;
import io.github.bellows.worker.group.LocalSlots;
import io.github.bellows.worker.group.ParameterSlice;
import io.github.bellows.worker.group.Round;
import io.github.bellows.worker.group.SliceArrays;
import io.github.bellows.worker.group.Step;
import io.github.bellows.worker.group.StepOwner;
import io.github.bellows.worker.group.StepSums;
import io.github.bellows.worker.group.StepTimes;
import io.github.bellows.worker.group.Verdict;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Parameters, optimizer state and the step they stand at.
 *
 * <p>Between segments the driver's thread owns everything here. During a segment the workers update
 * the arrays and call the {@link StepOwner} methods; the driver's thread may only take reports and
 * ask for a stop.
 */
public final class Coordinator implements StepOwner {
  private final StepPlan plan;
  private final TrainingMethod method;
  private final Optimizer optimizer;
  private final CoordinatorArrays arrays;
  private final ParameterSlice slice;
  private final @Nullable LocalRounds local;
  private final BlockingQueue<StepReport> reports = new LinkedBlockingQueue<>();
  private long step;
  private long averaged;
  private Plateau.State plateau = Plateau.State.START;
  private long segmentEnd;
  private volatile boolean stopRequested;

  /**
   * Creates a coordinator before the first step.
   *
   * @param plan which samples each step uses
   * @param method how parameters are updated; its schedules are resolved to steps
   * @param lanes lanes of a step
   * @param parameters initial parameters, and the layers' statistics behind them; owned by the
   *     coordinator from now on
   * @param learned the number of parameters
   */
  public Coordinator(
      StepPlan plan, TrainingMethod method, int lanes, float[] parameters, int learned) {
    this.plan = plan;
    this.method = method;
    this.optimizer = method.rule().optimizer();
    this.arrays = CoordinatorArrays.of(method, parameters, learned, lanes);
    this.slice =
        new ParameterSlice(
            new SliceArrays(parameters, learned, arrays.slots(), arrays.average()),
            method.rule(),
            ParameterSlice.Averages.GRADIENTS);
    this.local = method.local() == null ? null : localRounds(method.local(), learned);
  }

  private LocalRounds localRounds(TrainingMethod.Local rounds, int learned) {
    ParameterSlice outer =
        new ParameterSlice(
            new SliceArrays(arrays.parameters(), learned, arrays.outerSlots(), arrays.average()),
            rounds.outer(),
            ParameterSlice.Averages.PARAMETERS);
    return new LocalRounds(
        outer, method.rule(), new LocalSlots(rounds.keeping(), arrays.slots(), arrays.laneSlots()));
  }

  /**
   * Continues from a checkpoint, whose arrays are copied.
   *
   * @throws IllegalArgumentException if the arrays have other names or sizes
   */
  public void restore(Checkpoint checkpoint) {
    arrays.restore(checkpoint.arrays());
    RunState state = checkpoint.state();
    step = state.step();
    averaged = state.averaged() == null ? 0 : state.averaged();
    plateau = state.plateau() == null ? Plateau.State.START : state.plateau();
  }

  /**
   * Returns where it stands, as a checkpoint around the arrays themselves.
   *
   * @param identity what must be equal for the checkpoint to fit
   * @param validatedStep updates applied at the last validation
   * @param best the best validation so far
   */
  public Checkpoint checkpoint(String identity, long validatedStep, RunState.@Nullable Best best) {
    Long taken = method.average() == null ? null : Long.valueOf(averaged);
    RunState state =
        new RunState(RunState.VERSION, step, identity, validatedStep, best, taken, plateau);
    return new Checkpoint(state, arrays.byName());
  }

  /**
   * Allows the rounds that begin below {@code end}; the next {@link #next} behind them ends the
   * segment.
   */
  public void openSegment(long end) {
    segmentEnd = Math.min(end, plan.totalSteps());
    reports.clear();
  }

  @Override
  public @Nullable Round next() {
    return step < segmentEnd && !stopRequested ? method.rounds().at(step, plan) : null;
  }

  @Override
  public Verdict judge(Round round, StepSums sums) {
    long first = round.first().step();
    String where =
        round.local() ? "steps " + first + " to " + round.last().step() : "step " + first;
    Divergence.check(where, sums.meanLoss(), sums.gradientNorm());
    WeightAverage average = method.average();
    double averageWeight = average != null && takes(average, round) ? average.weight(averaged) : 0;
    return new Verdict(round.local() ? outer(first) : update(first, first), averageWeight);
  }

  private static boolean takes(WeightAverage average, Round round) {
    return average.takes(round.first().step(), round.last().step() + 1);
  }

  private StepUpdate update(long ofStep, long updates) {
    return optimizer.at(ofStep, updates, plateau.reduction());
  }

  private StepUpdate outer(long first) {
    TrainingMethod.Local rounds = Objects.requireNonNull(method.local());
    return rounds.outer().optimizer().at(first, rounds.rounds().before(first), 1);
  }

  @Override
  public StepUpdate localUpdate(Round round, Step taken) {
    TrainingMethod.Local rounds = Objects.requireNonNull(method.local());
    boolean anew = rounds.keeping() == LocalSlots.Keeping.RESET;
    long updates = anew ? taken.step() - round.first().step() : taken.step();
    return update(taken.step(), updates);
  }

  @Override
  public void completed(Round round, List<StepSums> sums, StepTimes times) {
    for (int i = 0; i < sums.size(); i++) {
      Step taken = round.steps().get(i);
      reports.add(
          new StepReport(
              taken.step(),
              taken.epoch(),
              taken.samples(),
              sums.get(i).weight(),
              sums.get(i).meanLoss(),
              optimizer.learningRate().valueAt(taken.step(), plateau.reduction()),
              sums.get(i).gradientNorm(),
              times));
    }
    WeightAverage average = method.average();
    boolean weighs = sums.stream().anyMatch(one -> one.weight() > 0);
    if (average != null && weighs && takes(average, round)) {
      averaged++;
    }
    step = round.last().step() + 1;
  }

  /** Takes note of a validation at the present step: a plateau may lower the learning rate. */
  public void validated(Evaluation evaluation) {
    Plateau rule = optimizer.learningRate().plateauAt(step);
    if (rule != null) {
      String metric = rule.metric();
      plateau = rule.after(plateau, evaluation.value(metric), Evaluation.lowerIsBetter(metric));
    }
  }

  /** Returns whether a plateau that stops at its floor has come there. */
  public boolean exhausted() {
    Plateau rule = optimizer.learningRate().plateauAt(step);
    return rule != null && rule.stopsAtFloor() && plateau.exhausted();
  }

  /** Ends the segment after the step under way. May be called from any thread. */
  public void requestStop() {
    stopRequested = true;
  }

  /** Returns whether a stop was requested. */
  public boolean stopRequested() {
    return stopRequested;
  }

  /** Returns the completed steps in order, as a queue the driver's thread empties. */
  public BlockingQueue<StepReport> reports() {
    return reports;
  }

  /** Returns the number of updates applied. */
  public long step() {
    return step;
  }

  /** Returns which samples each step uses. */
  public StepPlan plan() {
    return plan;
  }

  /** Returns the parameters themselves, the statistics behind them; not a copy. */
  public float[] parameters() {
    return arrays.parameters();
  }

  /** Returns the average of parameters and statistics itself; null if none has been taken in. */
  public float @Nullable [] average() {
    return averaged == 0 ? null : arrays.average();
  }

  /** Returns how many parameters the average holds. */
  public long averaged() {
    return averaged;
  }

  /** Returns what validations measure: the parameters, or their average. */
  public float[] measured() {
    float[] average = average();
    return method.validatesAverage() && average != null ? average : arrays.parameters();
  }

  /** Returns what the workers update. */
  public ParameterSlice slice() {
    return slice;
  }

  /** Returns what rounds of local steps need; null if there are none. */
  public @Nullable LocalRounds local() {
    return local;
  }

  /** Returns which steps form a round. */
  public Rounds rounds() {
    return method.rounds();
  }
}
