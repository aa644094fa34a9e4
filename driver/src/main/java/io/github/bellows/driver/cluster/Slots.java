package io.github.bellows.driver.cluster;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many workers can run at the same time, and how many should.
 *
 * @param available task slots of the master
 */
public record Slots(int available) {
  private static final Pattern LOCAL =
      Pattern.compile("local(?:\\[(\\*|[1-9]\\d{0,5})(?:\\s*,\\s*\\d+)?])?");

  /**
   * Returns the slots of a Spark master.
   *
   * @throws TrainingException ({@link ErrorCode#CONFIGURATION}) if the workers would not share the
   *     driver's JVM, which this version needs
   */
  public static Slots of(String master) {
    Matcher local = LOCAL.matcher(master);
    if (!local.matches()) {
      throw TrainingException.of(
          ErrorCode.CONFIGURATION,
          "spark.master = " + master,
          "this version trains in one JVM only",
          "Use --master 'local[n]' with n the number of workers, or 'local[*]' for one per core");
    }
    String slots = local.group(1);
    if (slots == null) {
      return new Slots(1);
    }
    return new Slots(
        slots.equals("*") ? Runtime.getRuntime().availableProcessors() : Integer.parseInt(slots));
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
    if (wanted > lanes) {
      throw TrainingException.of(
          ErrorCode.CONFIGURATION,
          "cluster.workers = " + wanted,
          "each worker owns at least one of training.lanes = " + lanes + " lanes",
          "Raise training.lanes or lower cluster.workers");
    }
    if (wanted > 0) {
      return wanted;
    }
    int most = Math.min(available, lanes);
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
          "there are " + available + " task slots, and the workers must run at the same time",
          "Use --master 'local[" + workers + "]', or cluster.workers: auto");
    }
  }
}
