package io.github.bellows.driver.cluster;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import java.time.Duration;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.apache.spark.SparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for the tasks of an attempt to start. Where they do not, says who holds their slots.
 *
 * @param spark their application
 * @param deadline longest wait
 * @param stopped whether nobody wants them any more
 */
record Gathering(SparkContext spark, Duration deadline, BooleanSupplier stopped) {
  private static final Logger LOG = LoggerFactory.getLogger(Gathering.class);
  private static final long POLL_MILLIS = 20;

  /** The tasks did not start in time: others hold the slots, and another attempt would wait too. */
  static final class NotStarted extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final TrainingException reason;

    NotStarted(TrainingException reason) {
      super(reason);
      this.reason = reason;
    }

    TrainingException reason() {
      return reason;
    }
  }

  /**
   * Returns the tasks, once all are here.
   *
   * @throws NotStarted if the deadline passes
   * @throws TrainingException what is known to have gone wrong; INTERRUPTED if they are not wanted
   */
  Roster await(ClusterSegment segment, GangJob job, long step) throws InterruptedException {
    long start = System.nanoTime();
    boolean told = false;
    while (true) {
      Roster roster = segment.awaitRoster(POLL_MILLIS);
      if (roster != null) {
        return roster;
      }
      check(segment, job);
      if (stopped.getAsBoolean()) {
        throw new TrainingException(ErrorCode.INTERRUPTED, "stopped while waiting for workers.");
      }
      long waited = System.nanoTime() - start;
      if (!told && waited > Occupants.noticeNanos(deadline.toNanos())) {
        told = true;
        LOG.warn(
            "step {}: {}; {}. The run ends with exit code 75 if they do not start within {} s",
            step,
            missing(segment),
            Occupants.describe(spark, Set.copyOf(job.ids())),
            deadline.toSeconds());
      }
      if (waited > deadline.toNanos()) {
        throw new NotStarted(
            TrainingException.of(
                ErrorCode.NO_CAPACITY,
                "step " + step,
                "the driver waited "
                    + deadline.toSeconds()
                    + " s, and "
                    + missing(segment)
                    + "; "
                    + Occupants.describe(spark, Set.copyOf(job.ids())),
                "Resume the run when the task slots are free, or give the application more"));
      }
    }
  }

  private static String missing(ClusterSegment segment) {
    return segment.joined() + " of " + segment.workers() + " workers have started";
  }

  /** Throws what is known to have gone wrong. */
  private static void check(ClusterSegment segment, GangJob job) throws InterruptedException {
    TrainingException failure = segment.failure();
    if (failure != null) {
      throw failure;
    }
    if (job.over(0)) {
      job.requireSuccess(ErrorCode.NO_CAPACITY);
    }
  }
}
