package io.github.bellows.driver.cluster;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkContext;
import org.jspecify.annotations.Nullable;

/**
 * Group and description of the Spark jobs that the calling thread starts. Closing puts back what
 * the thread had, since the context may be the caller's own. One thread.
 */
public final class JobLabels implements AutoCloseable {
  private static final List<String> KEYS =
      List.of("spark.jobGroup.id", "spark.job.description", "spark.job.interruptOnCancel");

  private final SparkContext spark;
  private final List<@Nullable String> before = new ArrayList<>();

  private JobLabels(SparkContext spark) {
    this.spark = spark;
    KEYS.forEach(key -> before.add(spark.getLocalProperty(key)));
  }

  /** Puts jobs into a group that can be cancelled as a whole; their tasks are then interrupted. */
  public static JobLabels group(SparkContext spark, String group, String description) {
    JobLabels labels = new JobLabels(spark);
    spark.setJobGroup(group, description, true);
    return labels;
  }

  /** Describes jobs and leaves them in the group they are in; cancelled tasks are interrupted. */
  public static JobLabels description(SparkContext spark, String description) {
    JobLabels labels = new JobLabels(spark);
    spark.setJobDescription(description);
    spark.setLocalProperty("spark.job.interruptOnCancel", "true");
    return labels;
  }

  @Override
  public void close() {
    for (int i = 0; i < KEYS.size(); i++) {
      spark.setLocalProperty(KEYS.get(i), before.get(i)); // null removes the key
    }
  }
}
