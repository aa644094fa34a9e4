package io.github.bellows.driver.cluster;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.status.api.v1.ExecutorSummary;

/**
 * How many workers can run at the same time, and how many should.
 *
 * @param available task slots: cores of the executors, divided by {@code spark.task.cpus}
 * @param where what the slots are of, for messages
 * @param remedy gives the settings for a number of workers, as the start of a sentence
 */
public record Slots(int available, String where, IntFunction<String> remedy) {
  /**
   * Checks that Spark knows the master of some settings, before anything is written or started.
   *
   * @throws TrainingException ({@link ErrorCode#CONFIGURATION}) if not
   */
  public static void requireMaster(SparkConf settings) {
    Master unused = Master.of(settings);
  }

  /**
   * Returns the slots that settings ask for; where they do not say, as many as {@code otherwise}.
   *
   * @throws TrainingException ({@link ErrorCode#CONFIGURATION}) if Spark knows no such master
   */
  public static Slots expected(SparkConf settings, int otherwise) {
    Master master = Master.of(settings);
    int available = Math.max(1, master.mostSlots(settings).orElse(otherwise));
    return new Slots(available, master.url(), master::settingsFor);
  }

  /**
   * Returns the slots of a running application, once those that its settings promise are there, or
   * {@code enough} are; on a cluster this waits for executors, within limits that {@link
   * Registration} has.
   *
   * @param enough more need not be waited for
   * @throws TrainingException ({@link ErrorCode#NO_CAPACITY}) if no executor comes
   */
  public static Slots of(SparkContext spark, int enough) {
    return of(spark, enough, () -> false);
  }

  /**
   * Returns the slots as {@link #of(SparkContext, int)}, unless somebody stops the wait.
   *
   * @throws TrainingException ({@link ErrorCode#INTERRUPTED}) if it is stopped
   */
  public static Slots of(SparkContext spark, int enough, BooleanSupplier stopped) {
    Master master = Master.of(spark.getConf());
    Registration registration = new Registration(spark, master);
    int available = registration.await(enough, stopped);
    return new Slots(available, registration.describe(), master::settingsFor);
  }

  /**
   * Returns the most tasks that one registered executor runs at once; before there is one, what the
   * settings say, at least 1.
   */
  public static int ofOneExecutor(SparkContext spark) {
    int each =
        spark.conf().getInt("spark.executor.cores", 1) / spark.conf().getInt("spark.task.cpus", 1);
    return Math.max(
        1,
        RegisteredExecutors.of(spark).stream()
            .mapToInt(ExecutorSummary::maxTasks)
            .reduce(Math::max)
            .orElse(each));
  }

  /**
   * Returns the number of workers to start.
   *
   * @param wanted the configured number, 0 for auto: as many as there are slots, but no more than
   *     shorten a step
   * @throws TrainingException ({@link ErrorCode#NO_CAPACITY}) if there are fewer slots than wanted
   */
  public int workers(int wanted, int lanes) {
    requireAtLeast(wanted);
    return wanted > 0 ? requireLanes(wanted, lanes) : balanced(available, lanes);
  }

  /** Returns the wanted number of workers, each of which has a lane. */
  static int requireLanes(int wanted, int lanes) {
    if (wanted > lanes) {
      throw TrainingException.of(
          ErrorCode.CONFIGURATION,
          "cluster.workers = " + wanted,
          "each worker owns at least one of training.lanes = " + lanes + " lanes",
          "Raise training.lanes or lower cluster.workers");
    }
    return wanted;
  }

  /** Returns the fewest workers that finish as soon as one for each slot would. */
  static int balanced(int slots, int lanes) {
    int most = Math.min(slots, lanes);
    int lanesOfTheBusiest = (lanes + most - 1) / most;
    return (lanes + lanesOfTheBusiest - 1) / lanesOfTheBusiest;
  }

  /**
   * Checks that so many workers can run at the same time.
   *
   * @throws TrainingException ({@link ErrorCode#NO_CAPACITY}) if not
   */
  public void requireAtLeast(int workers) {
    if (workers > available) {
      throw TrainingException.of(
          ErrorCode.NO_CAPACITY,
          "cluster.workers = " + workers,
          (available == 1 ? "there is 1 task slot (" : "there are " + available + " task slots (")
              + where
              + "), and the workers must run at the same time",
          remedy.apply(workers) + ", or cluster.workers: auto");
    }
  }
}
