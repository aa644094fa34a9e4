package io.github.bellows.driver.cluster;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.bellows.common.data.FeatureDecoding;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.gradient.Clipping;
import io.github.bellows.common.model.Network;
import io.github.bellows.common.model.Shape;
import io.github.bellows.common.optim.Optimizer;
import io.github.bellows.common.optim.Regularization;
import io.github.bellows.common.optim.Sgd;
import io.github.bellows.common.schedule.Constant;
import io.github.bellows.common.storage.Storage;
import io.github.bellows.driver.coordinator.Coordinator;
import io.github.bellows.driver.run.Sessions;
import io.github.bellows.worker.TestNetworks;
import io.github.bellows.worker.TestSamples;
import io.github.bellows.worker.feed.LaneFeed;
import io.github.bellows.worker.step.StepPlan;
import io.github.bellows.worker.step.StepReport;
import io.github.bellows.worker.step.TrainingMethod;
import io.github.bellows.worker.step.UpdateRule;
import io.github.bellows.worker.task.Delivery;
import io.github.bellows.worker.task.RoundsRun;
import io.github.bellows.worker.task.Supplies;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of rounds when tasks do not do as they should. */
@SuppressWarnings("NullAway.Init")
@Timeout(120)
class SparkRoundsIT {
  private static final Network NETWORK =
      TestNetworks.of(
          """
          input: [1, 4, 4]
          layers:
            - flatten
            - dense: { name: out, units: 2 }
          """);
  private static final int ATTEMPTS = 3;
  private static final Duration SHORT = Duration.ofSeconds(1);
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir static Path directory;

  private static final Storage STORAGE = new Storage(new Configuration());

  private static SparkSession spark;
  private static JavaSparkContext context;

  private final ScriptedEngines engines = new ScriptedEngines();
  private final CountDownLatch release = new CountDownLatch(1);
  private final AtomicInteger failures = new AtomicInteger();
  private final Coordinator coordinator =
      new Coordinator(
          StepPlan.of(40, 2, 4, 2, 0),
          TrainingMethod.of(
              new UpdateRule(
                  Optimizer.of(new Sgd(new Constant(0.5), Regularization.NONE), 34),
                  Clipping.NONE,
                  List.of())),
          2,
          new float[34],
          34);

  @BeforeAll
  static void start() {
    spark = Sessions.local(2, ATTEMPTS);
    context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    TestSamples.images(directory, Shape.of(1, 4, 4), 2, 40).close();
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  /** Whatever happened, the context serves its owner, and nobody computes any more. */
  @AfterEach
  void theContextLivesOn() {
    release.countDown();
    await().atMost(20, SECONDS).until(() -> activeJobs() == 0);
    await().atMost(20, SECONDS).until(() -> engines.open() == 0);
    assertThat(spark.range(0, 100, 1, 2).count()).isEqualTo(100);
    assertThat(engines.closedWhileComputing()).isZero();
  }

  private static int activeJobs() {
    return context.statusTracker().getActiveJobIds().length;
  }

  /** Runs steps until each of some ends. */
  private List<Long> run(Duration deadline, Consumer<StepReport> listener, long... ends) {
    List<Long> steps = new ArrayList<>();
    RoundsRun run =
        new RoundsRun(
            "a run",
            STORAGE.qualify(directory.toString()).toString(),
            LaneFeed.shuffled(ScriptedEngines.SEED, 2),
            coordinator.plan(),
            coordinator.method());
    Supplies supplies = new Supplies(NETWORK, engines, FeatureDecoding.uniform(0, 255), STORAGE);
    try (Delivery delivery = new Delivery(context, supplies);
        SparkRounds rounds =
            new SparkRounds(context, coordinator, delivery, run, () -> 2, deadline)) {
      for (long end : ends) {
        rounds.run(
            end,
            report -> {
              steps.add(report.step());
              listener.accept(report);
            });
        assertThat(engines.open()).as("engines outlive a round").isBetween(1, 2);
      }
    }
    return steps;
  }

  private void assertError(Runnable run, ErrorCode code, String message) {
    assertThatThrownBy(run::run)
        .isInstanceOfSatisfying(TrainingException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessage(message);
  }

  private void hang() {
    try {
      release.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // as code does that means well
    }
  }

  private Runnable failing(int times, RuntimeException failure) {
    return () -> {
      if (failures.incrementAndGet() <= times) {
        throw failure;
      }
    };
  }

  @Test
  void takesEveryStepInSegmentsAndReportsInOrder() {
    assertThat(run(LONG, report -> {}, 1, 4, 10))
        .containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
    assertThat(coordinator.step()).isEqualTo(10);
    // Each of 10 steps subtracts 0.5 times a mean gradient of 1.
    assertThat(coordinator.parameters()).containsOnly(-5f);
  }

  @Test
  void aTaskThatFailsOnceIsTakenAgainAndChangesNothing() {
    engines.at(3, 1, failing(ATTEMPTS - 1, new IllegalStateException("a bad moment")));
    assertThat(run(LONG, report -> {}, 10)).hasSize(10);
    assertThat(failures).hasValue(ATTEMPTS);
    assertThat(coordinator.parameters()).containsOnly(-5f);
  }

  @Test
  void aTaskThatAlwaysFailsIsADefect() {
    engines.at(3, 1, failing(ATTEMPTS, new IllegalStateException("broken")));
    assertError(
        () -> run(LONG, report -> {}, 10),
        ErrorCode.INTERNAL,
        "java.lang.IllegalStateException: broken. See the log, then resume the run.");
    assertThat(failures).hasValue(ATTEMPTS);
    assertThat(coordinator.step()).isEqualTo(3);
    assertThat(coordinator.parameters()).containsOnly(-1.5f);
  }

  @Test
  void anErrorThatAnotherAttemptWouldMeetStopsAtOnce() {
    engines.at(3, 1, failing(1, new TrainingException(ErrorCode.BAD_DATA, "block-0: is damaged.")));
    assertError(() -> run(LONG, report -> {}, 10), ErrorCode.BAD_DATA, "block-0: is damaged.");
    assertThat(failures).hasValue(1);
  }

  @Test
  void badLuckAgainAndAgainIsNoCapacity() {
    engines.at(
        2, 0, failing(ATTEMPTS, new TrainingException(ErrorCode.NO_CAPACITY, "no room now.")));
    assertError(
        () -> run(LONG, report -> {}, 10),
        ErrorCode.NO_CAPACITY,
        "step 2: Spark gave up its tasks (no room now.). Resume the run when the executors are"
            + " healthy, or raise spark.task.maxFailures.");
    assertThat(failures).hasValue(ATTEMPTS);
  }

  @Test
  void aTaskThatHangsIsNoticed() {
    engines.at(2, 1, this::hang);
    assertThatThrownBy(() -> run(SHORT, report -> {}, 10))
        .isInstanceOfSatisfying(
            TrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NO_CAPACITY))
        // Spark's own figures lag behind by a heartbeat, which is longer than this.
        .hasMessageMatching(
            "step 2: the driver waited 2 s for one more of 2 tasks to end; [01] have, [012] are"
                + " running(; .*)?\\. Resume the run.*");
    assertThat(coordinator.step()).isEqualTo(2);
  }

  @Test
  void anInterruptedDriverStopsTheTasksAndStaysInterrupted() {
    engines.at(4, 0, this::hang);
    assertError(
        () ->
            run(
                LONG,
                report -> {
                  if (report.step() == 3) {
                    Thread.currentThread().interrupt();
                  }
                },
                10),
        ErrorCode.INTERRUPTED,
        "training was interrupted. Resume the run.");
    assertThat(Thread.interrupted()).isTrue();
    assertThat(coordinator.step()).isEqualTo(4);
  }

  @Test
  void aStopIsHeardBetweenRounds() {
    List<Long> steps =
        run(
            LONG,
            report -> {
              if (report.step() == 5) {
                coordinator.requestStop();
              }
            },
            10);
    assertThat(steps).endsWith(5L);
    assertThat(coordinator.step()).isEqualTo(6);
  }

  @Test
  void resultsThatSparkWouldDropAreRefused() {
    SparkConf settings = new SparkConf(false).set("spark.driver.maxResultSize", "8m");
    SparkRounds.requireRoom(settings, (8 << 20) - 1);
    SparkRounds.requireRoom(new SparkConf(false).set("spark.driver.maxResultSize", "0"), 1L << 40);
    assertError(
        () -> SparkRounds.requireRoom(settings, 8 << 20),
        ErrorCode.CONFIGURATION,
        "spark.driver.maxResultSize = 8m: the results of one round are 8 MiB. Use --conf"
            + " spark.driver.maxResultSize=11m with a --driver-memory that holds them, or less"
            + " training.lanes.");
  }
}
