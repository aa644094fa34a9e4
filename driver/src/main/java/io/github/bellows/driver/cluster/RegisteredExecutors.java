package io.github.bellows.driver.cluster;

import java.util.List;
import org.apache.spark.SparkContext;
import org.apache.spark.status.api.v1.ExecutorSummary;
import scala.collection.JavaConverters;

/** The executors that an application has, as Spark's own pages show them. */
final class RegisteredExecutors {
  private RegisteredExecutors() {}

  /** Returns the executors, without the driver. */
  static List<ExecutorSummary> of(SparkContext spark) {
    return JavaConverters.seqAsJavaList(spark.statusStore().executorList(true)).stream()
        .filter(executor -> !executor.id().equals("driver"))
        .toList();
  }

  /** Returns the tasks that they run at once. */
  static int slots(SparkContext spark) {
    return of(spark).stream().mapToInt(ExecutorSummary::maxTasks).sum();
  }
}
