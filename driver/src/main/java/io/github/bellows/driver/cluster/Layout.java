package io.github.bellows.driver.cluster;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import org.apache.spark.SparkConf;

/**
 * Executors that give each worker of a run a task slot.
 *
 * @param workers of the run
 * @param executors how many to ask for
 * @param cores of each
 * @param here most workers in one of them
 */
public record Layout(int workers, int executors, int cores, int here) {
  private static final String CORES = "spark.executor.cores";
  private static final int MOST_CORES = 4;

  /**
   * Returns executors for a run. Without settings they have the most cores, up to four, that divide
   * the workers evenly: workers of one executor share one copy of the parameters. On a standalone
   * master they have what its workers have, which is not known here.
   *
   * @param settings may say {@code spark.executor.cores}, {@code spark.executor.instances} and
   *     {@code spark.task.cpus}
   * @param wanted the configured workers, 0 for auto: as many as the settings have slots for, one
   *     for each lane if they do not say
   * @throws TrainingException ({@link ErrorCode#NO_CAPACITY}) if the settings give fewer slots than
   *     workers wanted
   */
  public static Layout of(SparkConf settings, int wanted, int lanes) {
    Master master = Master.of(settings);
    boolean said =
        switch (master.kind()) {
          case LOCAL, LOCAL_CLUSTER -> true;
          case STANDALONE -> settings.contains(Master.MOST_CORES);
          case YARN, KUBERNETES -> settings.contains(Master.INSTANCES);
        };
    int workers =
        said
            ? Slots.expected(settings, lanes).workers(wanted, lanes)
            : wanted == 0 ? lanes : Slots.requireLanes(wanted, lanes);
    int cpus = Math.max(1, settings.getInt("spark.task.cpus", 1));
    int cores = master.coresOfOne(settings);
    if (cores == 0) {
      boolean unknown = master.kind() == Master.Kind.STANDALONE;
      cores = cpus * (unknown ? workers : evenShare(workers));
    }
    int slots = cores / cpus;
    if (slots == 0) {
      throw TrainingException.of(
          ErrorCode.CONFIGURATION,
          CORES + " = " + cores,
          "is less than spark.task.cpus = " + cpus + ", so no task fits into an executor",
          "Raise it or lower spark.task.cpus");
    }
    int executors = settings.getInt(Master.INSTANCES, (workers + slots - 1) / slots);
    return new Layout(workers, executors, cores, Math.min(slots, workers));
  }

  private static int evenShare(int workers) {
    int share = Math.min(MOST_CORES, workers);
    while (workers % share != 0) {
      share--;
    }
    return share;
  }
}
