package io.github.bellows.driver.cluster;

import org.apache.spark.SparkConf;

/**
 * What Spark's settings give an executor.
 *
 * @param heapMebibytes {@code spark.executor.memory}
 * @param overheadMebibytes {@code spark.executor.memoryOverhead}, or Spark's default for it: a
 *     share of the heap, at least 384 MiB
 * @param overheadGiven whether it is set
 * @param enforcedBy who ends an executor that takes more; empty if nobody does
 */
public record ExecutorLimits(
    long heapMebibytes, long overheadMebibytes, boolean overheadGiven, String enforcedBy) {
  /** The setting of the heap. */
  public static final String HEAP = "spark.executor.memory";

  /** The setting of what a container has beside the heap. */
  public static final String OVERHEAD = "spark.executor.memoryOverhead";

  private static final String FACTOR = "spark.executor.memoryOverheadFactor";
  private static final String KUBERNETES_FACTOR = "spark.kubernetes.memoryOverheadFactor";
  private static final double DEFAULT_FACTOR = 0.1;
  private static final long LEAST = 384;

  /** Returns the limits of some settings. */
  public static ExecutorLimits of(SparkConf settings) {
    Master master = Master.of(settings);
    long heap = settings.getSizeAsMb(HEAP, "1g");
    double factor = DEFAULT_FACTOR;
    if (settings.contains(FACTOR)) {
      factor = settings.getDouble(FACTOR, DEFAULT_FACTOR);
    } else if (master.kind() == Master.Kind.KUBERNETES) {
      factor = settings.getDouble(KUBERNETES_FACTOR, DEFAULT_FACTOR);
    }
    boolean given = settings.contains(OVERHEAD);
    long overhead =
        given ? settings.getSizeAsMb(OVERHEAD) : Math.max(LEAST, (long) (factor * heap));
    String enforcer =
        switch (master.kind()) {
          case YARN -> "YARN";
          case KUBERNETES -> "Kubernetes";
          default -> "";
        };
    return new ExecutorLimits(heap, overhead, given, enforcer);
  }
}
