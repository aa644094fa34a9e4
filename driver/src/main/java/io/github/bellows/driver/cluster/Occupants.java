package io.github.bellows.driver.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.spark.JobExecutionStatus;
import org.apache.spark.SparkContext;
import org.apache.spark.status.api.v1.ExecutorSummary;
import org.apache.spark.status.api.v1.JobData;
import scala.collection.JavaConverters;

/** Who holds the task slots of an application, as far as Spark tells. */
final class Occupants {
  /** After this, or half of a shorter wait, people hear why nothing happens. */
  private static final long NOTICE_NANOS = 10_000_000_000L;

  private Occupants() {}

  /** Returns when somebody who waits at most this long says what for. */
  static long noticeNanos(long limitNanos) {
    return Math.min(NOTICE_NANOS, limitNanos / 2);
  }

  /**
   * Returns a clause such as {@code job 3 (count at Report.java:12) runs 2 tasks; this application
   * has 2 task slots}. Spark's figures lag behind, by a heartbeat at most.
   *
   * @param own jobs that are not meant
   */
  static String describe(SparkContext spark, Set<Integer> own) {
    List<String> busy = new ArrayList<>();
    List<String> quiet = new ArrayList<>();
    List<JobExecutionStatus> running = List.of(JobExecutionStatus.RUNNING);
    for (JobData job : JavaConverters.seqAsJavaList(spark.statusStore().jobsList(running))) {
      if (own.contains(job.jobId())) {
        continue;
      }
      String name = job.description().isDefined() ? job.description().get() : job.name();
      String called = "job " + job.jobId() + " (" + name + ")";
      if (job.numActiveTasks() > 0) {
        busy.add(called + " runs " + tasks(job.numActiveTasks()));
      } else {
        quiet.add(called + " is under way");
      }
    }
    List<String> found = busy.isEmpty() ? quiet : busy;
    if (found.isEmpty()) {
      found = executors(spark);
    }
    int slots =
        spark.maxNumConcurrentTasks(spark.resourceProfileManager().defaultResourceProfile());
    return (found.isEmpty() ? "no other job is known to run" : String.join(", ", found))
        + "; this application has "
        + slots
        + (slots == 1 ? " task slot" : " task slots");
  }

  /** Tasks of jobs that have ended may run on, if they do not hear that they should not. */
  private static List<String> executors(SparkContext spark) {
    List<String> found = new ArrayList<>();
    for (ExecutorSummary executor : RegisteredExecutors.of(spark)) {
      if (executor.activeTasks() > 0) {
        found.add(
            "executor "
                + executor.id()
                + " at "
                + executor.hostPort()
                + " is busy with "
                + tasks(executor.activeTasks()));
      }
    }
    return found;
  }

  private static String tasks(int count) {
    return count + (count == 1 ? " task" : " tasks");
  }
}
