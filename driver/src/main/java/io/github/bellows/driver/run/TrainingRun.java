package io.github.bellows.driver.run;

import io.github.bellows.common.checkpoint.Checkpoint;
import io.github.bellows.common.checkpoint.CheckpointStore;
import io.github.bellows.common.checkpoint.InitialWeights;
import io.github.bellows.common.checkpoint.RunState;
import io.github.bellows.common.config.RunConfig;
import io.github.bellows.common.config.TrainingConfig;
import io.github.bellows.common.data.BlockSet;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.gradient.Clipping;
import io.github.bellows.common.metric.Evaluation;
import io.github.bellows.common.model.Network;
import io.github.bellows.common.storage.Storage;
import io.github.bellows.driver.cluster.Gang;
import io.github.bellows.driver.cluster.Slots;
import io.github.bellows.driver.cluster.SparkValidator;
import io.github.bellows.driver.coordinator.Coordinator;
import io.github.bellows.driver.coordinator.StepPlan;
import io.github.bellows.driver.prepare.Preparation;
import io.github.bellows.driver.prepare.PreparedData;
import io.github.bellows.driver.train.BestWatch;
import io.github.bellows.driver.train.MetricsLog;
import io.github.bellows.driver.train.Milestones;
import io.github.bellows.driver.train.Progress;
import io.github.bellows.driver.train.RunDirectory;
import io.github.bellows.driver.train.Snapshots;
import io.github.bellows.driver.train.StatusFile;
import io.github.bellows.driver.train.Throughput;
import io.github.bellows.driver.train.TrainingListener;
import io.github.bellows.driver.train.TrainingLoop;
import io.github.bellows.driver.train.ValidationReport;
import io.github.bellows.worker.engine.EngineProvider;
import io.github.bellows.worker.engine.torch.TorchProvider;
import io.github.bellows.worker.group.GroupPlan;
import io.github.bellows.worker.group.WorkerGroup;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run from its configuration to its model. Starts where the directory's newest sound checkpoint
 * stands, at step 0 if there is none; so starting and resuming are the same thing.
 */
public final class TrainingRun {
  private static final Logger LOG = LoggerFactory.getLogger(TrainingRun.class);
  private static final Duration STEP_DEADLINE = Duration.ofMinutes(10);

  private final SparkSession spark;
  private final RunConfig config;
  private final RunDirectory directory;
  private final StopSignal stop;
  private final Storage storage;
  private final StatusFile status;
  private final EngineProvider engines = new TorchProvider();

  /**
   * Creates a run that has not begun.
   *
   * @param spark the session to compute in; it stays the caller's and is not stopped
   * @param directory holds {@code config.yaml} and whatever earlier processes of the run left
   * @param stop asks the run to stop and leave a checkpoint
   */
  public TrainingRun(
      SparkSession spark, RunConfig config, RunDirectory directory, StopSignal stop) {
    this.spark = spark;
    this.config = config;
    this.directory = directory;
    this.stop = stop;
    this.storage = directory.storage();
    this.status = new StatusFile(directory, Clock.systemUTC());
  }

  /**
   * Trains and saves.
   *
   * @param listeners told of every step on the calling thread
   * @throws TrainingException if it fails; {@code status.json} says so, and checkpoints stay
   */
  public RunResult run(List<TrainingListener> listeners) {
    String group = "bellows-" + UUID.randomUUID();
    try {
      spark.sparkContext().setJobGroup(group, "Bellows: " + config.name(), true);
      stop.onRequest(() -> spark.sparkContext().cancelJobGroup(group));
      status.running("preparing data");
      RunResult result = prepareAndTrain(listeners);
      if (result.end() == TrainingLoop.End.INTERRUPTED) {
        status.stopped(resumeHint());
      } else {
        status.succeeded(result.steps());
      }
      return result;
    } catch (RuntimeException | Error failure) {
      throw failed(failure);
    } finally {
      spark.sparkContext().clearJobGroup();
    }
  }

  private TrainingException failed(Throwable failure) {
    LOG.error("run failed", failure);
    TrainingException known = TrainingException.findIn(failure);
    if (stop.requested()) {
      known = new TrainingException(ErrorCode.INTERRUPTED, "stopped. " + resumeHint(), failure);
    } else if (known == null) {
      known =
          new TrainingException(
              ErrorCode.INTERNAL, "internal error: " + failure + ". See the log.", failure);
    }
    try {
      if (known.code() == ErrorCode.INTERRUPTED) {
        status.stopped(resumeHint());
      } else {
        status.failed(known);
      }
    } catch (TrainingException second) {
      known.addSuppressed(second); // The first error is the one to report.
    }
    return known;
  }

  private String resumeHint() {
    return "Continue with: bellows resume " + Storage.display(directory.path());
  }

  private RunResult prepareAndTrain(List<TrainingListener> listeners) {
    Path preparedRoot =
        config.data().prepared() != null
            ? storage.qualify(config.data().prepared())
            : new Path(storage.qualify(config.output()), "prepared");
    PreparedData data =
        new Preparation(spark, storage).prepare(config.data(), config.seed(), preparedRoot);
    listeners.forEach(listener -> listener.prepared(data.reason()));
    BlockSet train = open(data, data.train());
    try (train) {
      Network network = Problem.network(config, train.schema());
      String identity = Identity.of(config, network, storage, data.train());
      int workers =
          Slots.of(spark.sparkContext().master())
              .workers(
                  config.cluster().workers() == null ? 0 : config.cluster().workers(),
                  config.training().lanes());
      Coordinator coordinator = coordinator(network, train.samples());
      CheckpointStore store =
          new CheckpointStore(storage, directory.checkpoints(), config.checkpoint().keep());
      Progress progress = restore(coordinator, store, identity);
      stop.onRequest(coordinator::requestStop);
      LOG.info(
          "{}: {} parameters, {} samples, {} steps, {} workers, {} lanes, {}",
          config.name(),
          network.layout().length(),
          train.samples(),
          coordinator.plan().totalSteps(),
          workers,
          config.training().lanes(),
          engines.describe());
      try (SparkValidator validator =
          data.validation() == null
              ? null
              : new SparkValidator(
                  JavaSparkContext.fromSparkContext(spark.sparkContext()),
                  network,
                  open(data, data.validation()),
                  engines,
                  workers)) {
        return train(
            new Session(
                data, network, train, coordinator, store, identity, workers, validator),
            progress,
            listeners);
      }
    }
  }

  /** What a prepared run works with. */
  private record Session(
      PreparedData data,
      Network network,
      BlockSet train,
      Coordinator coordinator,
      CheckpointStore store,
      String identity,
      int workers,
      @Nullable SparkValidator validator) {}

  private BlockSet open(PreparedData data, Path set) {
    java.nio.file.Path cache =
        java.nio.file.Path.of(System.getProperty("java.io.tmpdir"), "bellows-blocks");
    return BlockSet.open(storage, set, data.preprocessing().scaling(), cache);
  }

  private Coordinator coordinator(Network network, long samples) {
    TrainingConfig training = config.training();
    StepPlan plan =
        StepPlan.of(
            samples,
            training.lanes(),
            training.batch(),
            training.epochs(),
            training.steps() == null ? 0 : training.steps());
    String weights = config.model().initialWeights();
    float[] parameters =
        weights == null
            ? network.initialParameters(config.seed())
            : InitialWeights.read(storage, storage.qualify(weights), network.layout());
    return new Coordinator(
        plan,
        config.optimizer().resolve(plan.stepsPerEpoch()),
        new Clipping(training.clipNorm(), training.clipValue()),
        parameters);
  }

  private Progress restore(Coordinator coordinator, CheckpointStore store, String identity) {
    Optional<Checkpoint> latest = store.latest(LOG::warn);
    if (latest.isEmpty()) {
      return Progress.START;
    }
    RunState state = latest.get().state();
    if (!state.identity().equals(identity)) {
      throw TrainingException.of(
          ErrorCode.BAD_DATA,
          "checkpoint of step " + state.step() + " in " + Storage.display(directory.path()),
          "belongs to other data, another network or another optimizer",
          "Restore what was changed since, or start a new run");
    }
    coordinator.restore(state.step(), latest.get().parameters(), latest.get().slots());
    LOG.info("resuming at step {}", state.step());
    return new Progress(state.validatedStep(), state.step(), state.best());
  }

  private RunResult train(Session session, Progress progress, List<TrainingListener> others) {
    Throughput throughput = new Throughput();
    LastFigures figures = new LastFigures();
    Coordinator coordinator = session.coordinator();
    GroupPlan plan =
        new GroupPlan(
            session.network(),
            config.seed(),
            config.training().shuffle(),
            config.training().lanes(),
            coordinator.plan().laneBatch(config.training().lanes()),
            session.workers(),
            STEP_DEADLINE);
    WorkerGroup group =
        new WorkerGroup(plan, session.train(), engines, coordinator.slice(), coordinator);
    try (Gang gang =
            new Gang(
                JavaSparkContext.fromSparkContext(spark.sparkContext()),
                coordinator,
                group,
                session.workers());
        MetricsLog metrics =
            new MetricsLog(
                directory,
                config.training().logEverySteps(),
                coordinator.step(),
                progress.validatedStep(),
                throughput)) {
      List<TrainingListener> listeners = new ArrayList<>(List.of(metrics, figures, status));
      listeners.addAll(others);
      TrainingLoop loop =
          new TrainingLoop(
              new TrainingLoop.Parts(
                  coordinator,
                  milestones(coordinator.plan()),
                  gang,
                  session.validator(),
                  watch(),
                  new Snapshots(session.store(), session.identity())),
              listeners);
      TrainingLoop.End end = loop.run(progress);
      return finish(session, end, figures, throughput, metrics.lines());
    }
  }

  private Milestones milestones(StepPlan plan) {
    return new Milestones(
        plan,
        config.training().validateEveryEpochs() * plan.stepsPerEpoch(),
        config.checkpoint().everySteps());
  }

  private BestWatch watch() {
    io.github.bellows.common.config.EarlyStopping early = config.training().earlyStopping();
    return early == null
        ? new BestWatch("loss", 0, 0)
        : new BestWatch(early.metric(), early.patience(), early.minDelta());
  }

  private RunResult finish(
      Session session,
      TrainingLoop.End end,
      LastFigures figures,
      Throughput throughput,
      List<String> metrics) {
    Coordinator coordinator = session.coordinator();
    long modelStep = coordinator.step();
    float[] parameters = coordinator.parameters();
    if (end != TrainingLoop.End.INTERRUPTED
        && config.training().earlyStopping() != null
        && config.training().earlyStopping().restoreBest()) {
      Optional<Checkpoint> best = session.store().best(LOG::warn);
      if (best.isPresent()) {
        modelStep = best.get().state().step();
        parameters = best.get().parameters();
      }
    }
    Evaluation validation = null;
    if (end != TrainingLoop.End.INTERRUPTED && session.validator() != null) {
      ValidationReport last = figures.validation();
      validation =
          last != null && last.step() == modelStep
              ? last.evaluation()
              : session.validator().evaluate(parameters);
    }
    RunSummary summary =
        new RunSummary(
            end,
            config,
            session.workers(),
            engines.describe(),
            coordinator.step(),
            coordinator.step() / coordinator.plan().stepsPerEpoch(),
            modelStep,
            parameters,
            figures.trainLoss(),
            validation,
            throughput);
    new RunOutputs(directory)
        .write(summary, session.network(), session.data().preprocessing(), metrics);
    return new RunResult(end, coordinator.step(), directory, validation);
  }
}
