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
import io.github.bellows.worker.task.JvmShared;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaSparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
    GangJob job =
        GangJob.submit(spark, "Bellows: train from step " + first, workers, new GangTask(key));
    boolean finished = false;
    try {
      if (follow(job, first, reports)) {
        job.requireSuccess(ErrorCode.INTERNAL);
        finished = true;
        return report();
      }
      return SegmentReport.NONE;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TrainingException(
          ErrorCode.INTERRUPTED, "training was interrupted. Resume the run.", e);
    } finally {
      if (!finished) {
        group.fail(
            new TrainingException(ErrorCode.INTERRUPTED, "the driver gave this segment up."));
        job.cancel();
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

  /**
   * Passes reports on until the job has ended, or has stood still for too long. Returns false if a
   * stop was requested before all workers had started, so that no step was taken.
   */
  private boolean follow(GangJob job, long first, Consumer<StepReport> reports)
      throws InterruptedException {
    long step = first;
    long moved = System.nanoTime();
    long failed = 0;
    boolean told = false;
    List<StepReport> news = new ArrayList<>();
    while (true) {
      // Reports are not waited for: each would wake this thread, at the cost of a worker's time.
      boolean over = job.over(POLL_MILLIS);
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
        return true;
      }
      if (coordinator.stopRequested() && !group.notStarted().isEmpty()) {
        return false;
      }
      if (group.failure() == null) {
        told = told || noticed(job, step, System.nanoTime() - moved);
        if (System.nanoTime() - moved > SLACK * group.deadline().toNanos()) {
          throw late(job, step);
        }
      } else if (failed == 0) {
        failed = System.nanoTime();
      } else if (System.nanoTime() - failed > group.leavingTime().toNanos()) {
        throw hung();
      }
    }
  }

  /** Says who holds the workers' slots, once that has lasted; returns whether it did. */
  private boolean noticed(GangJob job, long step, long waitedNanos) {
    long limit = (long) (SLACK * group.deadline().toNanos());
    if (waitedNanos < Occupants.noticeNanos(limit) || group.notStarted().isEmpty()) {
      return false;
    }
    LOG.warn(
        "step {}: waiting for {} to start; {}. The run ends with exit code 75 if they do not"
            + " within {} s",
        step,
        group.notStarted(),
        Occupants.describe(spark.sc(), Set.copyOf(job.ids())),
        TimeUnit.NANOSECONDS.toSeconds(limit));
    return true;
  }

  /** The workers watch each other; this is for one that is alone, and for those not started. */
  private TrainingException late(GangJob job, long step) {
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
            waited
                + group.notStarted()
                + " to start; "
                + Occupants.describe(spark.sc(), Set.copyOf(job.ids())),
            "Resume the run when the task slots are free, or give the application more");
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

  /** Frees the group, once its workers have stopped. */
  @Override
  public void close() {
    JvmShared.remove(key);
    group.close();
  }
}
