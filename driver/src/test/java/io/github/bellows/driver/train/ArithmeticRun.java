package io.github.bellows.driver.train;

import io.github.bellows.common.checkpoint.Checkpoint;
import io.github.bellows.common.checkpoint.CheckpointStore;
import io.github.bellows.common.checkpoint.RunState;
import io.github.bellows.common.gradient.Clipping;
import io.github.bellows.common.metric.Evaluation;
import io.github.bellows.common.optim.Momentum;
import io.github.bellows.common.optim.Optimizer;
import io.github.bellows.common.optim.Regularization;
import io.github.bellows.common.schedule.Constant;
import io.github.bellows.common.schedule.StepDecay;
import io.github.bellows.driver.coordinator.Coordinator;
import io.github.bellows.worker.step.Round;
import io.github.bellows.worker.step.Rounds;
import io.github.bellows.worker.step.SegmentSteps;
import io.github.bellows.worker.step.Step;
import io.github.bellows.worker.step.StepPlan;
import io.github.bellows.worker.step.StepReport;
import io.github.bellows.worker.step.StepSums;
import io.github.bellows.worker.step.StepTimes;
import io.github.bellows.worker.step.TrainingMethod;
import io.github.bellows.worker.step.UpdateRule;
import io.github.bellows.worker.step.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A run of two parameters whose steps are arithmetic in the calling thread: the gradient of step s
 * is p − (s, −s) / 5. Each instance is one process; what outlives it is in the directory.
 */
final class ArithmeticRun {
  private static final Momentum MOMENTUM =
      new Momentum(new StepDecay(0.02, 0.5, 20), new Constant(0.9), Regularization.NONE);

  private static final TrainingMethod METHOD =
      TrainingMethod.of(new UpdateRule(Optimizer.of(MOMENTUM, 2), Clipping.NONE, List.of()));

  private final RunDirectory directory;
  private final Milestones milestones;
  private final BestWatch watch;
  private final CheckpointStore store;
  private final Coordinator coordinator;
  private final Progress progress;
  private final List<String> segments = new ArrayList<>();
  private long nanStep = -1;
  private boolean validates = true;

  /** Starts or resumes: 4 steps an epoch, with a validation after each; checkpoints every fifth. */
  ArithmeticRun(RunDirectory directory, int epochs, BestWatch watch) {
    this.directory = directory;
    this.watch = watch;
    StepPlan plan = StepPlan.of(8, 1, 2, epochs, 0);
    milestones = new Milestones(plan, Rounds.OF_ONE_STEP, 4, 5);
    store = new CheckpointStore(directory.storage(), directory.checkpoints(), 2);
    coordinator = new Coordinator(plan, METHOD, 1, new float[] {10, 1}, 2);
    Optional<Checkpoint> latest = store.latest(skipped -> {});
    if (latest.isEmpty()) {
      progress = Progress.START;
    } else {
      RunState state = latest.get().state();
      coordinator.restore(latest.get());
      progress = new Progress(state.validatedStep(), state.step(), state.best());
    }
  }

  ArithmeticRun withoutValidation() {
    validates = false;
    return this;
  }

  /** Makes the loss of one step NaN. */
  ArithmeticRun withNanAt(long step) {
    nanStep = step;
    return this;
  }

  Coordinator coordinator() {
    return coordinator;
  }

  Progress progress() {
    return progress;
  }

  CheckpointStore store() {
    return store;
  }

  /** Returns the segments asked for, such as {@code 0-4}. */
  List<String> segments() {
    return segments;
  }

  /** Runs the loop, with metrics and the given listeners. */
  TrainingLoop.End run(TrainingListener... listeners) {
    try (Snapshots snapshots = new Snapshots(store, "arithmetic");
        MetricsLog metrics =
            new MetricsLog(
                directory, 1, coordinator.step(), progress.validatedStep(), new Throughput())) {
      List<TrainingListener> all = new ArrayList<>(List.of(metrics));
      all.addAll(List.of(listeners));
      return new TrainingLoop(
              new TrainingLoop.Parts(
                  coordinator,
                  milestones,
                  this::compute,
                  validates ? ArithmeticRun::measure : null,
                  watch,
                  snapshots),
              all)
          .run(progress);
    }
  }

  private SegmentReport compute(long end, Consumer<StepReport> reports) {
    segments.add(coordinator.step() + "-" + end);
    SegmentSteps steps = coordinator.open(end);
    try {
      for (Round round = steps.next(); round != null; round = steps.next()) {
        steps.completed(round, List.of(update(steps, round)), new StepTimes(1e6, 0, 0, 0));
        coordinator.reports().forEach(reports);
        coordinator.reports().clear();
      }
      return new SegmentReport(List.of(), List.of(), List.of());
    } finally {
      coordinator.close(steps.position());
    }
  }

  private StepSums update(SegmentSteps steps, Round round) {
    Step step = round.first();
    float[] p = coordinator.parameters();
    float[] gradient = {p[0] - step.step() / 5f, p[1] + step.step() / 5f};
    double loss = step.step() == nanStep ? Double.NaN : p[0] * p[0] + p[1] * p[1];
    StepSums sums = new StepSums(loss, step.samples(), Math.hypot(gradient[0], gradient[1]));
    steps.requireFinite(round, sums);
    Verdict verdict = steps.judge(round);
    verdict.update().update(p, gradient, coordinator.slice().arrays().slots(), 0, 2);
    return sums;
  }

  private static Evaluation measure(float[] parameters) {
    return Reports.evaluation(parameters[0] * parameters[0] + parameters[1] * parameters[1]);
  }
}
