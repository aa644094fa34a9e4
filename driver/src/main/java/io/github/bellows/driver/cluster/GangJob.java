package io.github.bellows.driver.cluster;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.worker.task.JavaBytes;
import io.github.bellows.worker.task.TaskOutcome;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.collection.Iterator;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction1;

/** The barrier job of one attempt at a segment: tasks without parents, started together. */
final class GangJob {
  private static final Logger LOG = LoggerFactory.getLogger(GangJob.class);

  private final JavaFutureAction<List<byte[]>> action;

  private GangJob(JavaFutureAction<List<byte[]>> action) {
    this.action = action;
  }

  /** Submits the job; every task gets an empty partition. */
  static GangJob submit(
      JavaSparkContext spark,
      String description,
      int tasks,
      AbstractFunction1<Iterator<Integer>, Iterator<TaskOutcome>> task) {
    ClassTag<TaskOutcome> tag = ClassTag$.MODULE$.apply(TaskOutcome.class);
    try (JobLabels labels = JobLabels.description(spark.sc(), description)) {
      RDD<TaskOutcome> outcomes =
          spark
              .parallelize(Collections.nCopies(tasks, 0), tasks)
              .rdd()
              .barrier()
              .mapPartitions(task, false, tag);
      return new GangJob(outcomes.toJavaRDD().map(JavaBytes::write).collectAsync());
    }
  }

  /** Returns whether it is over, however it ended, after a short wait. */
  boolean over(long millis) throws InterruptedException {
    try {
      Object unused = action.get(millis, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException | CancellationException e) {
      return true; // requireSuccess says how it ended
    }
  }

  /**
   * Waits until it is over and throws the first error of its tasks.
   *
   * @param lost what it means that Spark lost some, whose own errors come back as values
   * @throws TrainingException a task's own, or that one
   */
  void requireSuccess(ErrorCode lost) throws InterruptedException {
    try {
      JavaBytes.read(action.get(), TaskOutcome.class).forEach(TaskOutcome::rethrow);
    } catch (CancellationException | ExecutionException e) {
      TrainingException known = TrainingException.findIn(e);
      Throwable reason = e.getCause() == null ? e : e.getCause();
      String first = String.valueOf(reason.getMessage()).lines().findFirst().orElse("");
      throw known != null
          ? known
          : new TrainingException(
              lost,
              "the Spark job that trains ended (" + first + "). See the log, then resume the run.",
              e);
    }
  }

  /** Cancels it, unless it is over. */
  void cancel() {
    if (!action.isDone()) {
      boolean cancelled = action.cancel(true);
      LOG.debug("segment cancelled: {}", cancelled);
    }
  }

  /** Waits until its tasks have left, and cancels them if they do not. */
  void leave(long millis) {
    try {
      if (!over(millis)) {
        LOG.warn("tasks did not leave in {} s; cancelling them", millis / 1000);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    cancel();
  }
}
