package io.github.bellows.driver.coordinator;

import io.github.bellows.common.checkpoint.Checkpoint;
import io.github.bellows.common.checkpoint.RunState;
import io.github.bellows.common.metric.Evaluation;
import io.github.bellows.common.optim.Optimizer;
import io.github.bellows.common.schedule.Plateau;
import io.github.bellows.worker.group.GroupShare;
import io.github.bellows.worker.group.LocalRounds;
import io.github.bellows.worker.group.MethodArrays;
import io.github.bellows.worker.group.ParameterSlice;
import io.github.bellows.worker.step.Rounds;
import io.github.bellows.worker.step.SegmentSteps;
import io.github.bellows.worker.step.StepPlan;
import io.github.bellows.worker.step.StepReport;
import io.github.bellows.worker.step.TrainingMethod;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Parameters, optimizer state and the step they stand at.
 *
 * <p>Between segments the driver's thread owns everything here. During a segment the workers update
 * the arrays; the driver's thread may only take reports and ask for a stop.
 */
public final class Coordinator {
  private static final Logger LOG = LoggerFactory.getLogger(Coordinator.class);

  private final StepPlan plan;
  private final TrainingMethod method;
  private final Optimizer optimizer;
  private final MethodArrays arrays;
  private final ParameterSlice slice;
  private final @Nullable LocalRounds local;
  private final BlockingQueue<StepReport> reports = new LinkedBlockingQueue<>();
  private SegmentSteps.Position position = SegmentSteps.Position.START;
  private Plateau.State plateau = Plateau.State.START;
  private volatile @Nullable SegmentSteps segment;
  private volatile boolean stopRequested;
  private final SortedSet<String> engines = new TreeSet<>();

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
    GroupShare all = GroupShare.whole(lanes, parameters.length);
    this.arrays = MethodArrays.of(method, parameters, learned, all, lanes);
    this.slice = arrays.slice(method);
    this.local = arrays.localRounds(method);
  }

  /**
   * Continues from a checkpoint, whose arrays are copied.
   *
   * @throws IllegalArgumentException if the arrays have other names or sizes
   */
  public void restore(Checkpoint checkpoint) {
    arrays.restore(checkpoint.arrays());
    RunState state = checkpoint.state();
    position =
        new SegmentSteps.Position(state.step(), state.averaged() == null ? 0 : state.averaged());
    plateau = state.plateau() == null ? Plateau.State.START : state.plateau();
    if (state.engines() != null) {
      engines.addAll(state.engines());
    }
  }

  /**
   * Returns where it stands, as a checkpoint around the arrays themselves.
   *
   * @param identity what must be equal for the checkpoint to fit
   * @param validatedStep updates applied at the last validation
   * @param best the best validation so far
   */
  public Checkpoint checkpoint(String identity, long validatedStep, RunState.@Nullable Best best) {
    Long taken = method.average() == null ? null : Long.valueOf(averaged());
    RunState state =
        new RunState(
            RunState.VERSION,
            step(),
            identity,
            validatedStep,
            best,
            taken,
            plateau,
            List.copyOf(engines));
    return new Checkpoint(state, arrays.byName());
  }

  /**
   * Opens a segment of the rounds that begin below {@code end}. Its reports wait in {@link
   * #reports}; {@link #close} ends it.
   */
  public SegmentSteps open(long end) {
    reports.clear();
    SegmentSteps opened =
        new SegmentSteps(plan, method, position, plateau.reduction(), end, reports::add);
    segment = opened;
    if (stopRequested) {
      opened.requestStop();
    }
    return opened;
  }

  /** Returns where it stands. */
  public SegmentSteps.Position position() {
    return position;
  }

  /**
   * Takes note of what the engines that computed a segment say of themselves, and warns if others
   * computed the steps before.
   */
  public void computedBy(Collection<String> now) {
    List<String> others = now.stream().filter(engine -> !engines.contains(engine)).toList();
    if (!engines.isEmpty() && !others.isEmpty()) {
      LOG.warn(
          "the steps up to here were computed by {}, and now {} computes: the weights are not"
              + " those of a run that either of them computed alone. Pin cluster.instructionSet, or"
              + " go on with processors of the kind that began",
          engines,
          others);
    }
    engines.addAll(now);
  }

  /** Returns what the engines that computed its steps said of themselves, each once. */
  public List<String> engines() {
    return List.copyOf(engines);
  }

  /** Returns what plateaus have lowered the learning rate to, 1 for no reduction. */
  public double reduction() {
    return plateau.reduction();
  }

  /** Returns how parameters are updated. */
  public TrainingMethod method() {
    return method;
  }

  /** Returns all arrays themselves; not a copy. */
  public MethodArrays arrays() {
    return arrays;
  }

  /** Takes note of how far a segment has come. */
  public void close(SegmentSteps.Position reached) {
    segment = null;
    position = reached;
  }

  /** Takes note of a validation at the present step: a plateau may lower the learning rate. */
  public void validated(Evaluation evaluation) {
    Plateau rule = optimizer.learningRate().plateauAt(step());
    if (rule != null) {
      String metric = rule.metric();
      plateau = rule.after(plateau, evaluation.value(metric), Evaluation.lowerIsBetter(metric));
    }
  }

  /** Returns whether a plateau that stops at its floor has come there. */
  public boolean exhausted() {
    Plateau rule = optimizer.learningRate().plateauAt(step());
    return rule != null && rule.stopsAtFloor() && plateau.exhausted();
  }

  /** Ends the segment after the round under way. May be called from any thread. */
  public void requestStop() {
    stopRequested = true;
    SegmentSteps open = segment;
    if (open != null) {
      open.requestStop();
    }
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
    return position.step();
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
    return averaged() == 0 ? null : arrays.average();
  }

  /** Returns how many parameters the average holds. */
  public long averaged() {
    return position.averaged();
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
