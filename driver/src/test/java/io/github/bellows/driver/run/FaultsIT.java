package io.github.bellows.driver.run;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.driver.cluster.Slots;
import io.github.bellows.driver.run.FaultyEngines.Accident;
import io.github.bellows.driver.train.RunDirectory;
import io.github.bellows.driver.train.TrainingListener;
import io.github.bellows.driver.train.TrainingLoop;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.status.api.v1.ExecutorSummary;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import scala.collection.JavaConverters;

/**
 * What goes wrong in executors and between them, and what people read of it. Nothing is lost: the
 * run, or its resumption, ends with the bits of one that nothing happened to.
 */
@SuppressWarnings("NullAway.Init")
@Timeout(120)
class FaultsIT {
  private static final String WORKER = "worker [01] \\(executor \\d+ at localhost:\\d+\\)";
  private static final int STEPS = 22;
  private static final long AT = 12;
  private static final int LANE = 2;

  @TempDir static Path directory;

  private static ClusterRuns runs;
  private static String expected;
  private static SparkSession spark;
  private static int tests;

  private LogLines log;
  private String name;

  @BeforeAll
  static void start() {
    runs = ClusterRuns.of(directory, 2);
    expected = runs.undisturbed();
    spark = Sessions.cluster(3, 1, 1024); // one more than workers, for those that hang
    int slots = 3;
    await()
        .atMost(120, SECONDS)
        .until(() -> Slots.of(spark.sparkContext(), slots).available() == slots);
    // All executors load what they need, which may take longer than the deadline of these tests.
    assertThat(ClusterRuns.bits(runs.train(spark, "first", List.of("cluster.workers=" + slots))))
        .isEqualTo(expected);
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  @BeforeEach
  void listen() {
    log = new LogLines("io.github.bellows.driver.cluster");
    name = "run" + tests++;
  }

  @AfterEach
  void theContextLivesOn() {
    log.close();
    assertThat(spark.sparkContext().isStopped()).isFalse();
    assertThat(spark.range(0, 100, 1, 2).count()).isEqualTo(100);
  }

  private static List<String> settings(String... more) {
    List<String> all = new ArrayList<>(List.of("cluster.workers=2", "cluster.deadline=60"));
    all.addAll(List.of(more));
    return all;
  }

  private static ClusterRuns with(Accident accident) {
    return runs.with(FaultyEngines.at(accident, AT, LANE, directory.resolve(accident.name())));
  }

  /** Returns how a run ended, of which everything up to the last checkpoint is left. */
  private TrainingException failure(Accident accident, ErrorCode code, String... more) {
    ClusterRuns faulty = with(accident);
    RunDirectory run = faulty.create(name, settings(more));
    TrainingException failure =
        catchThrowableOfType(TrainingException.class, () -> faulty.goOn(spark, run));
    assertThat(failure.code()).isEqualTo(code);
    JsonNode status = ClusterRuns.status(run);
    assertThat(status.get("state").asText()).isEqualTo("failed");
    assertThat(status.get("exitCode").asInt()).isEqualTo(code.exitCode());
    assertThat(status.get("message").asText()).isEqualTo(failure.getMessage());
    assertThat(ClusterRuns.newestCheckpoint(run)).isEqualTo(10);
    assertThat(run.storage().exists(run.model())).isFalse();
    runs.goOn(spark, run);
    assertThat(ClusterRuns.bits(run)).isEqualTo(expected);
    return failure;
  }

  /** Trains through an accident; returns what people read meanwhile. */
  private List<String> survived(Accident accident, int deadline, TrainingListener... more) {
    List<Long> steps = new ArrayList<>();
    List<TrainingListener> listeners = new ArrayList<>(List.of(more));
    listeners.add(ClusterRuns.stepped(report -> steps.add(report.step())));
    RunDirectory run =
        with(accident)
            .train(
                spark,
                name,
                settings("cluster.deadline=" + deadline),
                listeners.toArray(TrainingListener[]::new));
    assertThat(ClusterRuns.bits(run)).isEqualTo(expected);
    assertThat(steps).isEqualTo(LongStream.range(0, STEPS).boxed().toList());
    return log.lines();
  }

  @Test
  void aDefectIsTheRunsEnd() {
    assertThat(failure(Accident.DEFECT, ErrorCode.INTERNAL))
        .hasMessageMatching(
            "step 12, "
                + WORKER
                + ": java\\.lang\\.IllegalStateException: a defect of this test\\. See that"
                + " executor's log \\(stderr\\)\\.");
    assertThat(log.lines()).as("nothing is tried again").isEmpty();
  }

  @Test
  void badDataIsTheRunsEnd() {
    assertThat(failure(Accident.BAD_DATA, ErrorCode.BAD_DATA))
        .hasMessage("block-00001.bin, sample 7: x = NaN. Prepare it again.");
    assertThat(log.lines()).as("nothing is tried again").isEmpty();
  }

  @Test
  void aTaskThatSleepsIsNamed() {
    assertThat(
            failure(
                Accident.SLEEP, ErrorCode.NO_CAPACITY, "cluster.retries=0", "cluster.deadline=5"))
        .hasMessageMatching(
            "step 12, [a-z]+: waited 6 s for "
                + WORKER
                + ", last heard of \\d+ s ago\\. Resume the run; .*");
  }

  @Test
  void aZombieThatAnswersLateIsNotHeard() {
    // The run waits at a step behind the accident until the late answer has come.
    TrainingListener patient =
        ClusterRuns.stepped(
            report -> {
              if (report.step() == AT + 3) {
                await().atMost(30, SECONDS).until(() -> !refusals(log.lines()).isEmpty());
              }
            });
    List<String> lines = survived(Accident.ZOMBIE, 5, patient);
    assertThat(lines.get(0))
        .matches(
            "taking the steps from 11 on again, attempt 2 of 9: step 12, [a-z]+: waited 6 s for "
                + WORKER
                + ", last heard of .*");
    assertThat(refusals(lines))
        .allMatch(
            line ->
                line.matches(
                    "refused: message from localhost:\\d+ \\(sender [01], kind \\d+, sequence \\d+\\): it"
                        + " is of run [0-9a-f]+, generation 1, and this end of run [0-9a-f]+,"
                        + " generation 2"));
  }

  private static List<String> retries(List<String> lines) {
    assertThat(lines).as("no storm").hasSizeLessThan(6);
    return lines.stream().filter(line -> line.startsWith("taking ")).toList();
  }

  private static List<String> refusals(List<String> lines) {
    return lines.stream().filter(line -> line.startsWith("refused: ")).toList();
  }

  @Test
  void aFlippedBitIsNoticedAndTheStepsAreTakenAgain() {
    assertThat(retries(survived(Accident.FLIPPED_BIT, 60)))
        .singleElement()
        .asString()
        .matches(
            "taking the steps from 11 on again, attempt 2 of 9: a message to "
                + WORKER
                + " was refused: its checksum is wrong: it changed on the way\\. Resume the run\\.");
  }

  @Test
  void aConnectionThatBreaksInTheMiddleOfASliceIsMade() {
    assertThat(retries(survived(Accident.CUT_CONNECTION, 60)))
        .singleElement()
        .asString()
        .matches(
            "taking the steps from 11 on again, attempt 2 of 9: the connection to "
                + WORKER
                + " is lost \\(.*\\)\\..*");
  }

  /** A job of somebody else in the same application, which holds slots until it is cancelled. */
  private static final class Holding implements AutoCloseable {
    private final Thread thread;

    Holding(int tasks) {
      SparkContext context = spark.sparkContext();
      thread =
          new Thread(
              () -> {
                context.setJobGroup("holding", "somebody's report", true);
                try {
                  long unused =
                      spark
                          .range(0, tasks, 1, tasks)
                          .javaRDD()
                          .map(id -> new CountDownLatch(1).await(60, SECONDS))
                          .count();
                } catch (Exception e) {
                  // It is cancelled.
                }
              });
      thread.start();
      await()
          .atMost(20, SECONDS)
          .until(
              () ->
                  JavaConverters.seqAsJavaList(context.statusStore().executorList(true)).stream()
                          .mapToInt(ExecutorSummary::activeTasks)
                          .sum()
                      == tasks);
    }

    @Override
    public void close() throws InterruptedException {
      spark.sparkContext().cancelJobGroup("holding");
      thread.join(20_000);
      assertThat(thread.isAlive()).isFalse();
    }
  }

  @Test
  void slotsThatAnotherJobHoldsAreNamedBeforeTheDeadlineAndAtIt() throws InterruptedException {
    RunDirectory run = runs.create(name, settings("cluster.deadline=5"));
    try (Holding holding = new Holding(2)) {
      TrainingException failure =
          catchThrowableOfType(TrainingException.class, () -> runs.goOn(spark, run));
      assertThat(failure.code().exitCode()).isEqualTo(75);
      String held =
          "0 of 2 workers have started; job \\d+ \\(somebody's report\\) (runs 2 tasks|is under way); this"
              + " application has 3 task slots\\.";
      assertThat(failure)
          .hasMessageMatching(
              "step 0: the driver waited 5 s, and "
                  + held
                  + " Resume the run when the task slots are"
                  + " free, or give the application more\\.");
      assertThat(log.lines())
          .singleElement()
          .asString()
          .matches(
              "step 0: "
                  + held
                  + " The run ends with exit code 75 if they do not start within 5 s");
      assertThat(ClusterRuns.status(run).get("exitCode").asInt()).isEqualTo(75);
    }
    runs.goOn(spark, run);
    assertThat(ClusterRuns.bits(run)).isEqualTo(expected);
  }

  @Test
  void aStopIsHeardWhileSlotsAreWaitedFor() throws Exception {
    RunDirectory run = runs.create(name, settings());
    StopSignal stop = new StopSignal();
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try (Holding holding = new Holding(2)) {
      Future<RunResult> result = thread.submit(() -> runs.goOn(spark, run, stop));
      await().atMost(40, SECONDS).until(() -> !log.lines().isEmpty()); // it says that it waits
      stop.request();
      assertThat(result.get(5, SECONDS).end()).isEqualTo(TrainingLoop.End.INTERRUPTED);
    } finally {
      thread.shutdownNow();
    }
    assertThat(ClusterRuns.status(run).get("state").asText()).isEqualTo("stopped");
    runs.goOn(spark, run);
    assertThat(ClusterRuns.bits(run)).isEqualTo(expected);
  }
}
