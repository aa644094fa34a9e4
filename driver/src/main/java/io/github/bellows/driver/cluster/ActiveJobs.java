package io.github.bellows.driver.cluster;

import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.JobExecutionStatus;
import org.apache.spark.SparkContext;
import org.apache.spark.status.api.v1.ExecutorSummary;
import org.apache.spark.status.api.v1.JobData;
import scala.collection.JavaConverters;

/** What an application is doing, as Spark's own pages show it. */
final class ActiveJobs {
  private static final int MOST = 3;

  private ActiveJobs() {}

  /** Returns the tasks that the registered executors run at once. */
  static int slots(SparkContext spark) {
    return executors(spark).stream().mapToInt(ExecutorSummary::maxTasks).sum();
  }

  /** Returns the registered executors. */
  static List<ExecutorSummary> executors(SparkContext spark) {
    return JavaConverters.seqAsJavaList(spark.statusStore().executorList(true)).stream()
        .filter(executor -> !executor.id().equals("driver"))
        .toList();
  }

  /**
   * Returns which jobs hold task slots, for a message.
   *
   * @param own the description of the job that waits, and is left out
   */
  static String others(SparkContext spark, String own) {
    List<JobData> jobs =
        JavaConverters.seqAsJavaList(
                spark.statusStore().jobsList(List.of(JobExecutionStatus.RUNNING)))
            .stream()
            .filter(job -> job.numActiveTasks() > 0 && !name(job).equals(own))
            .toList();
    if (jobs.isEmpty()) {
      int executors = executors(spark).size();
      return executors == 0
          ? "there is no executor yet"
          : "no other job of this application holds task slots";
    }
    String shown =
        jobs.stream().limit(MOST).map(ActiveJobs::describe).collect(Collectors.joining(", "));
    return shown + (jobs.size() > MOST ? " and " + (jobs.size() - MOST) + " more" : "");
  }

  private static String name(JobData job) {
    return job.description().isDefined() ? job.description().get() : job.name();
  }

  private static String describe(JobData job) {
    return "job "
        + job.jobId()
        + " ("
        + name(job)
        + ") holds "
        + job.numActiveTasks()
        + (job.numActiveTasks() == 1 ? " slot" : " slots");
  }
}
