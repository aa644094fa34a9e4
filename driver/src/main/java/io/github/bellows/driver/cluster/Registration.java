package io.github.bellows.driver.cluster;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import org.apache.spark.SparkContext;
import org.apache.spark.status.api.v1.ExecutorSummary;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.collection.JavaConverters;

/**
 * The executors of an application as they come. A cluster starts them after the driver, so whoever
 * counts slots waits: until the settings' own number is there, or what is enough; at most {@code
 * spark.scheduler.maxRegisteredResourcesWaitingTime}, by default 30 s. {@link Patience} has the
 * rules.
 */
final class Registration {
  private static final String LIMIT = "spark.scheduler.maxRegisteredResourcesWaitingTime";
  private static final Logger LOG = LoggerFactory.getLogger(Registration.class);
  private static final long POLL_MILLIS = 50;

  private final SparkContext spark;
  private final Master master;

  Registration(SparkContext spark, Master master) {
    this.spark = spark;
    this.master = master;
  }

  /**
   * Returns the slots there are.
   *
   * @param enough more need not be waited for
   * @param stopped whether nobody waits any more
   * @throws TrainingException ({@link ErrorCode#NO_CAPACITY}) if there are none when the time is
   *     up, ({@link ErrorCode#INTERRUPTED}) if nobody waits
   */
  int await(int enough, BooleanSupplier stopped) {
    Duration limit = Duration.ofMillis(spark.conf().getTimeAsMs(LIMIT, "30s"));
    Patience patience = patience(enough, limit);
    boolean told = false;
    long start = System.nanoTime();
    int slots = slots();
    Duration waited = Duration.ZERO;
    while (!master.isLocal() && !patience.isOver(slots, waited, quiet())) {
      pause();
      if (stopped.getAsBoolean()) {
        throw new TrainingException(ErrorCode.INTERRUPTED, "stopped while waiting for executors.");
      }
      slots = slots();
      waited = Duration.ofNanos(System.nanoTime() - start);
      if (slots >= patience.goal()) {
        patience = patience(enough, limit); // workers of the master may have come
      }
      if (!told && slots == 0 && waited.toNanos() > Occupants.noticeNanos(limit.toNanos())) {
        told = true;
        LOG.warn("no executor has registered after {} s{}", waited.toSeconds(), others());
      }
    }
    if (slots == 0) {
      throw TrainingException.of(
          ErrorCode.NO_CAPACITY,
          "spark.master = " + master.url(),
          "no executor with room for a task has registered after "
              + waited.toSeconds()
              + " s"
              + others(),
          "See the cluster's own page for the reason, such as no free cores, or too little memory"
              + " for spark.executor.memory; "
              + LIMIT
              + " says how long to wait");
    }
    return slots;
  }

  /** What can never come is not waited for: whoever needs more hears of it at once. */
  private Patience patience(int enough, Duration limit) {
    OptionalInt most = master.mostSlots(spark.conf());
    StandaloneState state = StandaloneState.of(spark, master);
    int cores = state == null || state.cores() == 0 ? Integer.MAX_VALUE : state.cores();
    int there = cores / Math.max(1, spark.conf().getInt("spark.task.cpus", 1));
    int goal = Math.min(enough, Math.min(most.orElse(Integer.MAX_VALUE), there));
    return new Patience(goal, most.isPresent(), limit);
  }

  /** Returns a clause on who else holds what executors would need. */
  private String others() {
    StandaloneState state = StandaloneState.of(spark, master);
    return state == null ? "" : state.clause();
  }

  /** Returns the tasks that can run at the same time, as barrier jobs count them. */
  private int slots() {
    return spark.maxNumConcurrentTasks(spark.resourceProfileManager().defaultResourceProfile());
  }

  /** Returns how long no executor has come. */
  private Duration quiet() {
    long latest =
        executors().stream()
            .mapToLong(executor -> executor.addTime().getTime())
            .reduce(spark.startTime(), Math::max);
    return Duration.ofMillis(System.currentTimeMillis() - latest);
  }

  private List<ExecutorSummary> executors() {
    return JavaConverters.seqAsJavaList(spark.statusStore().executorList(true));
  }

  private static void pause() {
    try {
      Thread.sleep(POLL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TrainingException(ErrorCode.INTERRUPTED, "stopped while waiting for executors.", e);
    }
  }

  /** Returns where the slots come from. */
  String describe() {
    if (master.isLocal()) {
      return master.url();
    }
    int executors = RegisteredExecutors.of(spark).size();
    return executors
        + (executors == 1 ? " executor" : " executors")
        + " on "
        + master.url()
        + ", spark.task.cpus = "
        + spark.conf().getInt("spark.task.cpus", 1)
        + others();
  }
}
