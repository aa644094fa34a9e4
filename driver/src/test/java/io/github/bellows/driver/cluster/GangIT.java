package io.github.bellows.driver.cluster;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.bellows.common.data.BlockSet;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.gradient.Clipping;
import io.github.bellows.common.model.Network;
import io.github.bellows.common.model.Shape;
import io.github.bellows.common.optim.Optimizer;
import io.github.bellows.common.optim.Regularization;
import io.github.bellows.common.optim.Sgd;
import io.github.bellows.common.schedule.Constant;
import io.github.bellows.driver.coordinator.Coordinator;
import io.github.bellows.driver.run.Sessions;
import io.github.bellows.worker.TestNetworks;
import io.github.bellows.worker.TestSamples;
import io.github.bellows.worker.feed.LaneFeed;
import io.github.bellows.worker.group.GroupPlan;
import io.github.bellows.worker.group.WorkerGroup;
import io.github.bellows.worker.step.Rounds;
import io.github.bellows.worker.step.StepPlan;
import io.github.bellows.worker.step.StepReport;
import io.github.bellows.worker.step.TrainingMethod;
import io.github.bellows.worker.step.UpdateRule;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init")
@Timeout(120)
class GangIT {
  private static final String NET =
      """
      input: [1, 4, 4]
      layers:
        - flatten
        - dense: { name: out, units: 2 }
      """;
  private static final Duration SHORT = Duration.ofSeconds(1);
  private static final Duration LONG = Duration.ofSeconds(60);

  private static SparkSession spark;
  private static JavaSparkContext context;
  private static BlockSet samples;

  private final ScriptedEngines engines = new ScriptedEngines();
  private final CountDownLatch release = new CountDownLatch(1);
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
  static void start(@TempDir Path directory) {
    spark = Sessions.local(2);
    context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    samples = TestSamples.images(directory, Shape.of(1, 4, 4), 2, 40);
  }

  @AfterAll
  static void stop() {
    samples.close();
    spark.stop();
  }

  /** Whatever happened, the context serves its owner, and nobody computes any more. */
  @AfterEach
  void theContextLivesOn() {
    release.countDown();
    await().atMost(20, SECONDS).until(() -> activeJobs() == 0);
    assertThat(spark.range(0, 100, 1, 2).count()).isEqualTo(100);
    assertThat(engines.closedWhileComputing()).isZero();
  }

  private static int activeJobs() {
    return context.statusTracker().getActiveJobIds().length;
  }

  private Gang gang(int workers, Duration deadline) {
    Network network = TestNetworks.of(NET);
    GroupPlan plan =
        new GroupPlan(
            network,
            LaneFeed.shuffled(ScriptedEngines.SEED, 2),
            coordinator.plan(),
            Rounds.OF_ONE_STEP,
            workers,
            deadline);
    return new Gang(
        context,
        coordinator,
        new WorkerGroup(plan, samples, engines, coordinator.slice(), null),
        workers);
  }

  /** Runs all ten steps and closes the gang. */
  private List<Long> run(int workers, Duration deadline, Consumer<StepReport> listener) {
    List<Long> steps = new ArrayList<>();
    try (Gang gang = gang(workers, deadline)) {
      gang.run(
          10,
          report -> {
            steps.add(report.step());
            listener.accept(report);
          });
    }
    return steps;
  }

  private void hang() {
    try {
      release.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // as code does that means well
    }
  }

  private void hangWhateverHappens() {
    while (release.getCount() > 0) {
      try {
        release.await();
      } catch (InterruptedException e) {
        // Native code knows of no interrupts either.
      }
    }
  }

  private static void assertError(Runnable run, ErrorCode code, String message) {
    assertThatThrownBy(run::run)
        .isInstanceOfSatisfying(TrainingException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessage(message);
  }

  @Test
  void takesEveryStepInSegmentsAndReportsInOrder() {
    List<Long> steps = new ArrayList<>();
    try (Gang gang = gang(2, LONG)) {
      for (long end : new long[] {1, 4, 10}) {
        gang.run(end, report -> steps.add(report.step()));
        assertThat(coordinator.step()).isEqualTo(end);
      }
      assertThat(engines.open()).as("engines outlive a segment").isEqualTo(2);
    }
    assertThat(steps).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
    assertThat(engines.open()).isZero();
    // Each of 10 steps subtracts 0.5 times a mean gradient of 1.
    assertThat(coordinator.parameters()).containsOnly(-5f);
  }

  @Test
  void aWorkerThatHangsIsNamedByTheOther() {
    engines.at(2, 1, this::hang);
    assertThatThrownBy(() -> run(2, SHORT, report -> {}))
        .isInstanceOfSatisfying(
            TrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NO_CAPACITY))
        .hasMessageMatching(
            "step 2, average: a worker waited 1 s for worker 1 \\(last seen \\d+ s ago\\)\\. Resume the"
                + " run; if it happens again, give the workers more cores or memory\\.");
    assertThat(coordinator.step()).isEqualTo(2);
    assertThat(engines.open()).isZero();
  }

  @Test
  void aWorkerThatHangsAloneIsNamedByTheDriver() {
    engines.at(3, 0, this::hang);
    assertError(
        () -> run(1, SHORT, report -> {}),
        ErrorCode.NO_CAPACITY,
        "step 3: the driver waited 1 s for worker 0. Resume the run; if it happens again, give the"
            + " workers more cores or memory.");
    assertThat(engines.open()).isZero();
  }

  @Test
  void whatAWorkerComputesWithStaysWhileItCannotBeStopped() {
    engines.at(2, 0, this::hangWhateverHappens);
    assertThatThrownBy(() -> run(2, SHORT, report -> {}))
        .hasMessageContaining("a worker waited 1 s for worker 0 (last seen ");
    assertThat(engines.open()).as("not freed under it").isEqualTo(2);
  }

  @Test
  void aWorkerThatFailsIsHeardThoughAnotherHangs() {
    engines
        .at(1, 0, this::hang)
        .at(
            1,
            1,
            () -> {
              throw new TrainingException(ErrorCode.BAD_DATA, "block-0: is damaged.");
            });
    assertError(() -> run(2, SHORT, report -> {}), ErrorCode.BAD_DATA, "block-0: is damaged.");
  }

  @Test
  void anErrorOfAWorkerEndsAllOfThem() {
    engines.at(
        4,
        1,
        () -> {
          throw new IllegalStateException("broken");
        });
    assertError(
        () -> run(2, LONG, report -> {}),
        ErrorCode.INTERNAL,
        "java.lang.IllegalStateException: broken");
    assertThat(coordinator.step()).isEqualTo(4);
    assertThat(engines.open()).isZero();
  }

  @Test
  void aListenerThatFailsEndsTheSegmentBeforeAnythingIsFreed() {
    CountDownLatch computing = new CountDownLatch(1);
    engines.at(
        5,
        0,
        () -> {
          computing.countDown();
          hang();
        });
    Consumer<StepReport> full =
        report -> {
          if (report.step() == 4) {
            awaitLatch(computing);
            throw new TrainingException(ErrorCode.CANNOT_WRITE, "metrics.jsonl: no space.");
          }
        };
    assertError(() -> run(2, LONG, full), ErrorCode.CANNOT_WRITE, "metrics.jsonl: no space.");
    assertThat(engines.open()).isZero();
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void anInterruptedDriverStopsTheWorkersAndStaysInterrupted() {
    Consumer<StepReport> interrupting =
        report -> {
          if (report.step() == 3) {
            Thread.currentThread().interrupt();
          }
        };
    engines.at(4, 0, this::hang);
    assertError(
        () -> run(2, LONG, interrupting),
        ErrorCode.INTERRUPTED,
        "training was interrupted. Resume the run.");
    assertThat(Thread.interrupted()).isTrue();
    assertThat(engines.open()).isZero();
  }

  @Test
  void slotsThatOthersHoldAreNamed() throws Exception {
    ExecutorService owner = Executors.newSingleThreadExecutor();
    CountDownLatch holding = new CountDownLatch(2);
    Slow.LATCHES[0] = holding;
    Slow.LATCHES[1] = release;
    try {
      Future<Long> other =
          owner.submit(() -> context.parallelize(List.of(1, 2), 2).map(Slow::hold).count());
      awaitLatch(holding);
      assertThatThrownBy(() -> run(2, SHORT, report -> {}))
          .isInstanceOfSatisfying(
              TrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NO_CAPACITY))
          .hasMessageMatching(
              "step 0: the driver waited 1 s for worker 0, worker 1 to start; job \\d+ \\(count at"
                  + " GangIT\\.java:\\d+\\) (runs \\d tasks?|is under way); this application has 2 task slots\\."
                  + " Resume the run when the task slots are free, or give the application more\\.");
      release.countDown();
      assertThat(other.get(20, SECONDS)).isEqualTo(2);
    } finally {
      release.countDown();
      owner.shutdown();
    }
  }

  /** A job of somebody else that holds its slots until it is told to end. */
  private static final class Slow {
    private static final CountDownLatch[] LATCHES = new CountDownLatch[2];

    static int hold(int value) throws InterruptedException {
      LATCHES[0].countDown();
      LATCHES[1].await();
      return value;
    }
  }

  @Test
  void someoneWhoCancelsTheJobGetsAnErrorAndNoHang() {
    engines.at(2, 0, this::hang);
    Consumer<StepReport> cancelling =
        report -> {
          if (report.step() == 1) {
            context.cancelAllJobs();
          }
        };
    assertThatThrownBy(() -> run(2, LONG, cancelling))
        .isInstanceOfSatisfying(
            TrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERNAL))
        .hasMessageContaining("cancelled")
        .hasMessageEndingWith("See the log, then resume the run.");
  }

  @Test
  void theThreadKeepsItsOwnJobGroup() {
    context.setJobGroup("mine", "my jobs", false);
    List<String> during = new ArrayList<>();
    try {
      run(
          2,
          LONG,
          report -> {
            if (report.step() == 0) {
              during.add(context.getLocalProperty("spark.jobGroup.id"));
            }
          });
      assertThat(during).containsExactly("mine");
      assertThat(context.getLocalProperty("spark.jobGroup.id")).isEqualTo("mine");
      assertThat(context.getLocalProperty("spark.job.description")).isEqualTo("my jobs");
      assertThat(context.getLocalProperty("spark.job.interruptOnCancel")).isEqualTo("false");
    } finally {
      context.clearJobGroup();
    }
    assertThat(context.getLocalProperty("spark.job.description")).isNull();
  }
}
