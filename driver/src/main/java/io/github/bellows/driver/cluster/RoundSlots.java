package io.github.bellows.driver.cluster;

import java.util.function.BooleanSupplier;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;

/**
 * How many tasks share the lanes of a round. They need not run at the same time, so there may be
 * more than slots, and every round asks anew: executors come and go.
 */
public final class RoundSlots {
  private static final String MOST_EXECUTORS = "spark.dynamicAllocation.maxExecutors";

  private RoundSlots() {}

  /**
   * Returns the tasks of a run's first round. Executors are waited for as for a gang; but not those
   * of dynamic allocation, which come when there is work.
   *
   * @param wanted the configured number, 0 for auto
   * @param stopped whether nobody waits for executors any more
   * @throws io.github.bellows.common.error.TrainingException if no executor comes, or there are
   *     fewer lanes than wanted
   */
  public static int first(SparkContext spark, int wanted, int lanes, BooleanSupplier stopped) {
    if (!ModeChoice.isDynamic(spark.getConf())) {
      Slots unused = Slots.of(spark, wanted == 0 ? lanes : wanted, stopped);
    }
    return next(spark, wanted, lanes);
  }

  /** Returns the tasks of the next round; waits for nothing. */
  public static int next(SparkContext spark, int wanted, int lanes) {
    if (wanted > 0) {
      return Slots.requireLanes(wanted, lanes);
    }
    int slots =
        ModeChoice.isDynamic(spark.getConf())
            ? atMost(spark.getConf(), lanes)
            : spark.maxNumConcurrentTasks(spark.resourceProfileManager().defaultResourceProfile());
    return Slots.balanced(slots == 0 ? lanes : slots, lanes);
  }

  /** Tasks that wait are what dynamic allocation starts executors for. */
  static int atMost(SparkConf settings, int lanes) {
    if (!settings.contains(MOST_EXECUTORS)) {
      return lanes;
    }
    int each =
        Math.max(
            1, settings.getInt("spark.executor.cores", 1) / settings.getInt("spark.task.cpus", 1));
    return (int) Math.min(lanes, (long) settings.getInt(MOST_EXECUTORS, lanes) * each);
  }
}
