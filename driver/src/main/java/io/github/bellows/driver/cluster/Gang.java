package io.github.bellows.driver.cluster;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.driver.coordinator.Coordinator;
import io.github.bellows.driver.coordinator.StepReport;
import io.github.bellows.driver.train.Segments;
import io.github.bellows.worker.group.WorkerGroup;
import io.github.bellows.worker.task.GangTask;
import io.github.bellows.worker.task.JvmShared;
import io.github.bellows.worker.task.ResultBytes;
import io.github.bellows.worker.task.TaskOutcome;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
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
public final class Gang implements Segments, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Gang.class);
  private static final long POLL_MILLIS = 50;

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
  public void run(long end, Consumer<StepReport> reports) {
    coordinator.openSegment(end);
    group.open();
    LOG.debug("segment from step {} to {} on {} workers", coordinator.step(), end, workers);
    JavaFutureAction<List<byte[]>> job = submit();
    try {
      while (!job.isDone()) {
        StepReport report = coordinator.reports().poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
        if (report != null) {
          reports.accept(report);
        }
      }
      List<TaskOutcome> outcomes = ResultBytes.read(job.get(), TaskOutcome.class);
      coordinator.reports().forEach(reports);
      outcomes.forEach(TaskOutcome::rethrow);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw interrupted(job, e);
    } catch (CancellationException | ExecutionException e) {
      throw failed(e);
    } catch (RuntimeException e) {
      stop(job, e);
      throw e;
    }
  }

  private JavaFutureAction<List<byte[]>> submit() {
    spark.sc().setJobDescription("Bellows: train from step " + coordinator.step());
    ClassTag<TaskOutcome> tag = ClassTag$.MODULE$.apply(TaskOutcome.class);
    RDD<TaskOutcome> outcomes =
        spark
            .parallelize(Collections.nCopies(workers, 0), workers)
            .rdd()
            .barrier()
            .mapPartitions(new GangTask(key), false, tag);
    return outcomes.toJavaRDD().map(ResultBytes::write).collectAsync();
  }

  private TrainingException interrupted(JavaFutureAction<?> job, InterruptedException cause) {
    stop(job, cause);
    return new TrainingException(
        ErrorCode.INTERRUPTED, "training was interrupted. Resume the run.", cause);
  }

  private void stop(JavaFutureAction<?> job, Exception cause) {
    group.fail(cause);
    boolean cancelled = job.cancel(true);
    LOG.debug("segment cancelled: {}", cancelled);
  }

  private static TrainingException failed(Exception failure) {
    TrainingException known = TrainingException.findIn(failure);
    return known != null
        ? known
        : new TrainingException(
            ErrorCode.INTERNAL,
            "the Spark job that trains ended with an error ("
                + String.valueOf(failure.getMessage()).lines().findFirst().orElse("")
                + "). See the log, then resume the run.",
            failure);
  }

  /** Frees the group. */
  @Override
  public void close() {
    JvmShared.remove(key);
    group.close();
  }
}
