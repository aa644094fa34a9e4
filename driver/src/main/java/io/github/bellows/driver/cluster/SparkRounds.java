package io.github.bellows.driver.cluster;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.driver.coordinator.Coordinator;
import io.github.bellows.driver.train.RankReport;
import io.github.bellows.driver.train.RankTable;
import io.github.bellows.driver.train.SegmentReport;
import io.github.bellows.driver.train.Segments;
import io.github.bellows.worker.group.LocalRounds;
import io.github.bellows.worker.group.RoundUpdate;
import io.github.bellows.worker.step.LaneSamples;
import io.github.bellows.worker.step.Round;
import io.github.bellows.worker.step.SegmentSteps;
import io.github.bellows.worker.step.StepReport;
import io.github.bellows.worker.step.WorkerTimes;
import io.github.bellows.worker.task.Delivery;
import io.github.bellows.worker.task.RoundTask;
import io.github.bellows.worker.task.RoundsRun;
import io.github.bellows.worker.task.SentRound;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.network.util.JavaUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Segments as ordinary jobs: each round is one, whose tasks compute lanes from parameters that were
 * broadcast; the driver adds what comes back and updates. Spark may repeat tasks, run copies of
 * them, and gain or lose executors meanwhile: the bits are those of a gang.
 */
public final class SparkRounds implements Segments {
  private static final Logger LOG = LoggerFactory.getLogger(SparkRounds.class);
  private static final long POLL_MILLIS = 50;
  private static final double SLACK = 2;
  private static final String MOST_RESULTS = "spark.driver.maxResultSize";
  private static final int MEBI = 20;
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private final JavaSparkContext spark;
  private final Coordinator coordinator;
  private final Delivery delivery;
  private final RoundsRun run;
  private final IntSupplier tasks;
  private final Duration deadline;
  private final RoundUpdate update;
  private int mixture = 1;

  /**
   * Sees to it that the tasks of a job come to an end, one after another. Spark's figures lag
   * behind by a heartbeat at most, 10 s by default.
   */
  private final class Watch {
    private final long step;
    private final int tasks;
    private int completed;
    private long moved = System.nanoTime();
    private boolean told;

    Watch(long step, int tasks) {
      this.step = step;
      this.tasks = tasks;
    }

    void check(JavaFutureAction<?> job) {
      int now = 0;
      int active = 0;
      for (int id : job.jobIds()) {
        var info = spark.statusTracker().getJobInfo(id);
        for (int stage : info == null ? new int[0] : info.stageIds()) {
          var stageInfo = spark.statusTracker().getStageInfo(stage);
          now += stageInfo == null ? 0 : stageInfo.numCompletedTasks();
          active += stageInfo == null ? 0 : stageInfo.numActiveTasks();
        }
      }
      if (now != completed) {
        completed = now;
        moved = System.nanoTime();
        return;
      }
      long waited = System.nanoTime() - moved;
      if (!told && active == 0 && waited > Occupants.noticeNanos(limitNanos())) {
        told = true;
        LOG.warn(
            "step {}: waiting for {} tasks to start; {}. The run ends with exit code 75 if none does"
                + " within {} s",
            step,
            tasks,
            Occupants.describe(spark.sc(), Set.copyOf(job.jobIds())),
            limitNanos() / NANOS_PER_SECOND);
      }
      if (waited > limitNanos()) {
        throw late(active, job);
      }
    }

    private long limitNanos() {
      return (long) (SLACK * deadline.toNanos());
    }

    private TrainingException late(int active, JavaFutureAction<?> job) {
      String occupants =
          active > 0 ? "" : "; " + Occupants.describe(spark.sc(), Set.copyOf(job.jobIds()));
      return TrainingException.of(
          ErrorCode.NO_CAPACITY,
          "step " + step,
          "the driver waited "
              + limitNanos() / NANOS_PER_SECOND
              + " s for one more of "
              + tasks
              + " tasks to end; "
              + completed
              + " have, "
              + active
              + " are running"
              + occupants,
          active == 0
              ? "Resume the run when there are executors with free task slots"
              : "Resume the run; if it happens again, give the executors more cores or memory");
    }
  }

  /**
   * Creates rounds.
   *
   * @param delivery what executors compute with
   * @param run describes the run
   * @param tasks how many tasks a round has; asked before each
   * @param deadline half of the longest time without the end of a task
   */
  public SparkRounds(
      JavaSparkContext spark,
      Coordinator coordinator,
      Delivery delivery,
      RoundsRun run,
      IntSupplier tasks,
      Duration deadline) {
    this.spark = spark;
    this.coordinator = coordinator;
    this.delivery = delivery;
    this.run = run;
    this.tasks = tasks;
    this.deadline = deadline;
    update =
        new RoundUpdate(
            run.lanes(),
            coordinator.slice(),
            coordinator.local(),
            Runtime.getRuntime().availableProcessors());
  }

  @Override
  public SegmentReport run(long end, Consumer<StepReport> reports) {
    SegmentSteps steps = coordinator.open(end);
    List<StepReport> news = new ArrayList<>();
    RankTable ranks = new RankTable();
    List<LaneSamples> samples = new ArrayList<>();
    Set<String> engines = new TreeSet<>();
    try {
      for (Round round = steps.next(); round != null; round = steps.next()) {
        long began = System.nanoTime();
        List<RoundTask.Returned> parts =
            RoundTask.read(results(round, steps.position())).stream()
                .sorted(Comparator.comparingInt(returned -> returned.part().lanes().from()))
                .toList();
        List<WorkerTimes> times =
            update.apply(
                round, steps, parts.stream().map(RoundTask.Returned::part).toList(), began);
        note(parts, times, ranks, samples);
        parts.forEach(returned -> engines.add(returned.place().engine()));
        warnOnce(engines);
        coordinator.reports().drainTo(news);
        news.forEach(reports);
        news.clear();
        if (Thread.interrupted()) {
          throw new InterruptedException("while reports were passed on");
        }
      }
      return new SegmentReport(ranks.rows(), samples, List.copyOf(engines));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TrainingException(
          ErrorCode.INTERRUPTED, "training was interrupted. Resume the run.", e);
    } finally {
      coordinator.close(steps.position());
    }
  }

  private void warnOnce(Set<String> engines) {
    if (engines.size() > mixture) {
      mixture = engines.size();
      Roster.warnOfMixture(engines, LOG);
    }
  }

  private static void note(
      List<RoundTask.Returned> parts,
      List<WorkerTimes> times,
      RankTable ranks,
      List<LaneSamples> samples) {
    for (int task = 0; task < parts.size(); task++) {
      RoundTask.Place place = parts.get(task).place();
      ranks.add(new RankReport(task, place.host(), place.executor(), times.get(task)));
      samples.addAll(parts.get(task).part().samples());
    }
  }

  /** Returns what the tasks of a round bring back. */
  private List<byte[]> results(Round round, SegmentSteps.Position at) throws InterruptedException {
    int count = tasks.getAsInt();
    requireRoom(spark.getConf(), update.bytes(count));
    LocalRounds local = coordinator.local();
    LOG.debug("step {}: {} tasks", at.step(), count);
    try (SentRound sent =
        new SentRound(
            spark, round, coordinator.parameters(), local == null ? null : local.slots())) {
      RoundTask task =
          new RoundTask(delivery, run, sent, new RoundTask.At(at, coordinator.reduction()), count);
      JavaFutureAction<List<byte[]>> job = submit(task, at.step(), count);
      try {
        return await(job, new Watch(at.step(), count));
      } catch (CancellationException | ExecutionException e) {
        throw failed(at.step(), e);
      } finally {
        if (!job.isDone()) {
          boolean cancelled = job.cancel(true);
          LOG.debug("round cancelled: {}", cancelled);
        }
      }
    }
  }

  /** Spark drops results that are too large together, whatever memory there is. */
  static void requireRoom(SparkConf settings, long bytes) {
    String limit = settings.get(MOST_RESULTS, "1g");
    long most = JavaUtils.byteStringAsBytes(limit);
    if (most > 0 && bytes >= most) {
      throw TrainingException.of(
          ErrorCode.CONFIGURATION,
          MOST_RESULTS + " = " + limit,
          "the results of one round are " + (bytes >> MEBI) + " MiB",
          "Use --conf "
              + MOST_RESULTS
              + "="
              + ((bytes + bytes / 4 >> MEBI) + 1)
              + "m with a --driver-memory that holds them, or less training.lanes");
    }
  }

  private JavaFutureAction<List<byte[]>> submit(RoundTask task, long step, int count) {
    try (JobLabels labels = JobLabels.description(spark.sc(), "Bellows: train step " + step)) {
      return spark
          .parallelize(Collections.nCopies(count, 0), count)
          .mapPartitions(task)
          .collectAsync();
    }
  }

  private static List<byte[]> await(JavaFutureAction<List<byte[]>> job, Watch watch)
      throws InterruptedException, ExecutionException {
    while (true) {
      try {
        return job.get(POLL_MILLIS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        watch.check(job);
      }
    }
  }

  /**
   * Spark has given the job up: for an error that a task met again and again, or for want of luck.
   */
  private static TrainingException failed(long step, Exception failure) {
    Throwable job = failure.getCause() == null ? failure : failure.getCause();
    Throwable cause = job.getCause();
    TrainingException known = TrainingException.findIn(failure);
    if (cause != null && known == null) {
      return new TrainingException(
          ErrorCode.INTERNAL, cause + ". See the log, then resume the run.", failure);
    }
    String last =
        known == null
            ? String.valueOf(job.getMessage()).lines().findFirst().orElse("")
            : String.valueOf(known.getMessage());
    return new TrainingException(
        ErrorCode.NO_CAPACITY,
        "step "
            + step
            + ": Spark gave up its tasks ("
            + last
            + "). Resume the run when the executors are healthy, or raise spark.task.maxFailures.",
        failure);
  }

  @Override
  public void close() {
    update.close();
  }
}
