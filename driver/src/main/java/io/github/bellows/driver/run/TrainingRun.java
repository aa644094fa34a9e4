package io.github.bellows.driver.run;

import io.github.bellows.common.config.EarlyStopping;
import io.github.bellows.common.config.InstructionSet;
import io.github.bellows.common.config.RunConfig;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.storage.Storage;
import io.github.bellows.driver.cluster.JobLabels;
import io.github.bellows.driver.coordinator.Coordinator;
import io.github.bellows.driver.prepare.Preparation;
import io.github.bellows.driver.prepare.PreparedData;
import io.github.bellows.driver.prepare.RowSource;
import io.github.bellows.driver.prepare.Sources;
import io.github.bellows.driver.train.BestWatch;
import io.github.bellows.driver.train.MetricsLog;
import io.github.bellows.driver.train.Milestones;
import io.github.bellows.driver.train.RunDirectory;
import io.github.bellows.driver.train.SampleLog;
import io.github.bellows.driver.train.Segments;
import io.github.bellows.driver.train.Snapshots;
import io.github.bellows.driver.train.StatusFile;
import io.github.bellows.driver.train.StepLog;
import io.github.bellows.driver.train.TrainingListener;
import io.github.bellows.driver.train.TrainingLoop;
import io.github.bellows.worker.engine.EngineChoice;
import io.github.bellows.worker.engine.EngineProvider;
import io.github.bellows.worker.engine.PinnedProvider;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkContext;
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

  private final SparkSession spark;
  private final RunConfig config;
  private final RunDirectory directory;
  private final StopSignal stop;
  private final EngineChoice engines;
  private final Clock clock;
  private final StatusFile status;
  private final RunPreflight preflight;
  private boolean training;

  /**
   * Creates a run that has not begun.
   *
   * @param spark the session to compute in; it stays the caller's and is not stopped
   * @param directory holds {@code config.yaml} and whatever earlier processes of the run left
   * @param stop asks the run to stop and leave a checkpoint
   */
  public TrainingRun(
      SparkSession spark, RunConfig config, RunDirectory directory, StopSignal stop) {
    this(spark, config, directory, stop, Engines.ALL);
  }

  /** Creates a run that computes with other engines. */
  TrainingRun(
      SparkSession spark,
      RunConfig config,
      RunDirectory directory,
      StopSignal stop,
      EngineChoice engines) {
    this.spark = spark;
    this.config = config;
    this.directory = directory;
    this.stop = stop;
    this.engines = engines;
    this.clock = Clock.systemUTC();
    this.status = new StatusFile(directory, clock);
    this.preflight = new RunPreflight(spark, config, directory.storage());
  }

  /**
   * Trains and saves.
   *
   * @param listeners told of every step on the calling thread
   * @throws TrainingException if it fails; {@code status.json} says so, and checkpoints stay
   */
  public RunResult run(List<TrainingListener> listeners) {
    return run(listeners, new Sources(spark, directory.storage()));
  }

  /**
   * Trains on rows from elsewhere than the configured sources, and saves.
   *
   * @param sources gives the rows of the configured sources
   * @throws TrainingException as {@link #run(List)}
   */
  public RunResult run(List<TrainingListener> listeners, RowSource sources) {
    return run(() -> train(prepare(listeners, sources), null, listeners));
  }

  /**
   * Trains on data that is prepared, on top of what others have trained, and saves.
   *
   * @param data prepared from the configured sources
   * @param beginning where it goes on, unless the directory has a checkpoint
   * @throws TrainingException as {@link #run(List)}
   */
  public RunResult goOn(List<TrainingListener> listeners, PreparedData data, Beginning beginning) {
    return run(
        () -> {
          preflight.beforeData(Assembly.workers(spark.sparkContext(), config, stop::requested));
          return train(data, beginning, listeners);
        });
  }

  private RunResult run(Supplier<RunResult> body) {
    String group = "bellows-" + UUID.randomUUID();
    SparkContext context = spark.sparkContext();
    try (JobLabels labels = JobLabels.group(context, group, "Bellows: " + config.name())) {
      stop.onRequest(() -> context.cancelJobGroup(group));
      status.running("preparing data");
      RunResult result = body.get();
      if (result.end() == TrainingLoop.End.INTERRUPTED) {
        status.stopped(resumeHint());
      } else {
        status.succeeded(result.steps());
      }
      return result;
    } catch (Exception | Error failure) { // Spark throws checked exceptions that Java does not see
      throw failed(failure);
    }
  }

  private PreparedData prepare(List<TrainingListener> listeners, RowSource sources) {
    Storage storage = directory.storage();
    // Sooner than the data is prepared, which may take long.
    ModuleFiles.require(config.model(), storage);
    requireInstructions();
    int workers = Assembly.workers(spark.sparkContext(), config, stop::requested);
    LOG.debug("{} workers can run", workers);
    preflight.beforeData(workers);
    Path root = PreparedRoot.of(config, storage);
    PreparedData data =
        new Preparation(spark, storage, sources).prepare(config.data(), config.seed(), root);
    listeners.forEach(listener -> listener.prepared(data.reason()));
    return data;
  }

  /** Executors are asked when they join; this JVM can be asked at once. */
  private void requireInstructions() {
    InstructionSet wanted = config.cluster().instructionSet();
    if (spark.sparkContext().isLocal() && wanted != InstructionSet.AUTO) {
      EngineProvider engine = Engines.ALL.of(config.cluster().engine().key());
      LOG.debug("computing with {}", PinnedProvider.of(engine, wanted).describe());
    }
  }

  private RunResult train(
      PreparedData data, @Nullable Beginning beginning, List<TrainingListener> others) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    LastFigures figures = new LastFigures();
    RunTimes times = new RunTimes();
    int every = config.training().logEverySteps();
    try (Assembly parts =
        new Assembly(context, config, directory, data, engines, beginning, stop::requested)) {
      Coordinator coordinator = parts.coordinator();
      int batch = coordinator.plan().laneBatch(config.training().lanes());
      preflight.withNetwork(parts.network(), batch, parts.workers());
      long step = coordinator.step();
      training = true;
      stop.onRequest(coordinator::requestStop);
      try (Segments segments = parts.newSegments();
          Snapshots snapshots = new Snapshots(parts.checkpoints(), parts.identity());
          EventLog events = new EventLog(directory, every, step, clock);
          SampleLog samples =
              config.training().recordSamples() ? new SampleLog(directory, step) : null;
          MetricsLog metrics =
              new MetricsLog(
                  directory, every, step, parts.progress().validatedStep(), times.throughput())) {
        List<TrainingListener> listeners =
            new ArrayList<>(
                List.of(
                    metrics,
                    events,
                    figures,
                    status,
                    times.ranks(),
                    times.segments(),
                    new StepLog(every)));
        if (samples != null) {
          listeners.add(samples);
        }
        listeners.addAll(others);
        TrainingLoop.End end =
            new TrainingLoop(loopParts(parts, segments, snapshots), listeners)
                .run(parts.progress());
        return new RunOutputs(parts, figures, times, metrics.lines()).write(end);
      }
    }
  }

  private TrainingLoop.Parts loopParts(Assembly parts, Segments segments, Snapshots snapshots) {
    Coordinator coordinator = parts.coordinator();
    EarlyStopping early = config.training().earlyStopping();
    return new TrainingLoop.Parts(
        coordinator,
        new Milestones(
            coordinator.plan(),
            coordinator.rounds(),
            config.training().validateEveryEpochs() * coordinator.plan().stepsPerEpoch(),
            config.checkpoint().everySteps()),
        segments,
        parts.validator(),
        early == null
            ? BestWatch.LOSS
            : new BestWatch(early.metric(), early.patience(), early.minDelta()),
        snapshots);
  }

  private TrainingException failed(Throwable failure) {
    LOG.error("run failed", failure);
    // Some file systems cannot write on an interrupted thread, and the status must be written.
    boolean interrupted = Thread.interrupted() || interruptedBy(failure);
    TrainingException known = translated(failure);
    try {
      if (known.code() == ErrorCode.INTERRUPTED) {
        status.stopped(resumeHint());
      } else {
        status.failed(known);
      }
    } catch (TrainingException second) {
      known.addSuppressed(second); // The first error is the one to report.
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return known;
  }

  private TrainingException translated(Throwable failure) {
    if (stop.requested() && !training) {
      // Whatever the cancelled jobs say of themselves, this is the reason.
      return new TrainingException(ErrorCode.INTERRUPTED, "stopped. " + resumeHint(), failure);
    }
    if (interruptedBy(failure)) {
      return new TrainingException(
          ErrorCode.INTERRUPTED, "training was interrupted. " + resumeHint(), failure);
    }
    TrainingException known = TrainingException.findIn(failure);
    return known != null
        ? known
        : new TrainingException(
            ErrorCode.INTERNAL, "internal error: " + failure + ". See the log.", failure);
  }

  /** Returns whether the reason is that someone interrupted this thread, in a write for one. */
  private static boolean interruptedBy(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      boolean io = t instanceof InterruptedIOException && !(t instanceof SocketTimeoutException);
      if (io || t instanceof InterruptedException || t instanceof ClosedByInterruptException) {
        return true;
      }
    }
    return false;
  }

  private String resumeHint() {
    return "Continue with: bellows resume " + Storage.display(directory.path());
  }
}
