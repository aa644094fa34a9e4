package io.github.bellows.driver.cluster;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.driver.coordinator.Coordinator;
import io.github.bellows.driver.train.RankReport;
import io.github.bellows.driver.train.SegmentReport;
import io.github.bellows.driver.train.Segments;
import io.github.bellows.worker.group.WorkerGroup;
import io.github.bellows.worker.step.LaneSamples;
import io.github.bellows.worker.step.SegmentSteps;
import io.github.bellows.worker.step.StepReport;
import io.github.bellows.worker.step.WorkerReport;
import io.github.bellows.worker.task.GangTask;
import io.github.bellows.worker.task.JavaBytes;
import io.github.bellows.worker.task.JvmShared;
import io.github.bellows.worker.task.TaskOutcome;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * Segments as barrier jobs: every segment is one Spark job of as many long-lived tasks as there are
 * workers, started together, without parents and without preferred locations.
 */
public final class Gang implements Segments {
  private static final Logger LOG = LoggerFactory.getLogger(Gang.class);
  private static final long POLL_MILLIS = 50;

  /** The workers' own deadline comes first, since it knows the phase. */
  private static final double SLACK = 1.5;

  private final JavaSparkContext spark;
  private final Coordinator coordinator;
  private final WorkerGroup group;
  private final int workers;
  private final String key;

  /** Creates a gang; its group lives until {@link #close}. */
  public Gang(JavaSparkContext spark, Coordinator coordinator, WorkerGroup group, int workers) {
    this.spark = spark;
    this.coordinator = coordinator;
    this.group = group;
    this.workers = workers;
    this.key = JvmShared.publish(group);
  }

  @Override
  public SegmentReport run(long end, Consumer<StepReport> reports) {
    long first = coordinator.step();
    SegmentSteps steps = coordinator.open(end);
    group.open(steps);
    LOG.debug("segment from step {} to {} on {} workers", first, end, workers);
    JavaFutureAction<List<byte[]>> job = submit(first);
    try {
      follow(job, first, reports);
      List<TaskOutcome> outcomes = JavaBytes.read(job.get(), TaskOutcome.class);
      outcomes.forEach(TaskOutcome::rethrow);
      return report();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TrainingException(
          ErrorCode.INTERRUPTED, "training was interrupted. Resume the run.", e);
    } catch (CancellationException | ExecutionException e) {
      throw failed(e);
    } finally {
      if (!job.isDone()) {
        abandon(job);
      }
      coordinator.close(steps.position());
    }
  }

  private SegmentReport report() {
    List<RankReport> ranks = new ArrayList<>();
    List<LaneSamples> samples = new ArrayList<>();
    for (WorkerReport worker : group.takeReports()) {
      String host = spark.getConf().get("spark.driver.host", "localhost");
      ranks.add(new RankReport(ranks.size(), host, "driver", worker.times()));
      samples.addAll(worker.samples());
    }
    return new SegmentReport(ranks, samples, List.of(group.engine()));
  }

  private JavaFutureAction<List<byte[]>> submit(long first) {
    ClassTag<TaskOutcome> tag = ClassTag$.MODULE$.apply(TaskOutcome.class);
    try (JobLabels labels =
        JobLabels.description(spark.sc(), "Bellows: train from step " + first)) {
      RDD<TaskOutcome> outcomes =
          spark
              .parallelize(Collections.nCopies(workers, 0), workers)
              .rdd()
              .barrier()
              .mapPartitions(new GangTask(key), false, tag);
      return outcomes.toJavaRDD().map(JavaBytes::write).collectAsync();
    }
  }

  /** Passes reports on until the job has ended, or has stood still for too long. */
  private void follow(JavaFutureAction<?> job, long first, Consumer<StepReport> reports)
      throws InterruptedException {
    long step = first;
    long moved = System.nanoTime();
    long failed = 0;
    List<StepReport> news = new ArrayList<>();
    while (true) {
      boolean over = awaitBriefly(job);
      news.clear();
      if (coordinator.reports().drainTo(news) > 0) {
        news.forEach(reports);
        step = news.get(news.size() - 1).step() + 1;
        moved = System.nanoTime();
      }
      if (Thread.interrupted()) {
        throw new InterruptedException("while reports were passed on");
      }
      if (over) {
        return;
      }
      if (group.failure() == null) {
        if (System.nanoTime() - moved > SLACK * group.deadline().toNanos()) {
          throw late(step);
        }
      } else if (failed == 0) {
        failed = System.nanoTime();
      } else if (System.nanoTime() - failed > group.leavingTime().toNanos()) {
        throw hung();
      }
    }
  }

  /**
   * Returns whether the job is over, after a short wait. The reports are not waited for: each would
   * wake this thread, at the cost of a worker's time.
   */
  private static boolean awaitBriefly(JavaFutureAction<?> job) throws InterruptedException {
    try {
      Object unused = job.get(POLL_MILLIS, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException | CancellationException e) {
      return true; // the caller looks at how it ended
    }
  }

  /** The workers watch each other; this is for one that is alone, and for those not started. */
  private TrainingException late(long step) {
    String what = "step " + step;
    String waited =
        "the driver waited " + (long) (SLACK * group.deadline().toSeconds()) + " s for ";
    return group.notStarted().isEmpty()
        ? TrainingException.of(
            ErrorCode.NO_CAPACITY,
            what,
            waited + group.computing(),
            "Resume the run; if it happens again, give the workers more cores or memory")
        : TrainingException.of(
            ErrorCode.NO_CAPACITY,
            what,
            waited + group.notStarted() + " to start",
            "Other jobs may hold the task slots of this Spark application; resume the run when"
                + " they are free");
  }

  /** A worker failed, and another has not come to the barrier to hear of it. */
  private TrainingException hung() {
    Throwable failure = group.failure();
    TrainingException known = TrainingException.findIn(failure);
    return known != null
        ? known
        : new TrainingException(
            ErrorCode.INTERNAL, failure + ". See the log, then resume the run.", failure);
  }

  private void abandon(JavaFutureAction<?> job) {
    group.fail(new TrainingException(ErrorCode.INTERRUPTED, "the driver gave this segment up."));
    boolean cancelled = job.cancel(true);
    LOG.debug("segment cancelled: {}", cancelled);
  }

  private static TrainingException failed(Exception failure) {
    TrainingException known = TrainingException.findIn(failure);
    Throwable reason = failure.getCause() == null ? failure : failure.getCause();
    return known != null
        ? known
        : new TrainingException(
            ErrorCode.INTERNAL,
            "the Spark job that trains ended with an error ("
                + String.valueOf(reason.getMessage()).lines().findFirst().orElse("")
                + "). See the log, then resume the run.",
            failure);
  }

  /** Frees the group, once its workers have stopped. */
  @Override
  public void close() {
    JvmShared.remove(key);
    group.close();
  }
}
