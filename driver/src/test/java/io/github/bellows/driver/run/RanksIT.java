package io.github.bellows.driver.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.bellows.driver.train.RunDirectory;
import io.github.bellows.driver.train.TrainingListener;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a run says of its workers: what they read, and where their time went. */
@SuppressWarnings("NullAway.Init")
@Timeout(300)
class RanksIT {
  private static final String CONFIG =
      """
      name: ranks
      data:
        train: { format: digits, samples: 700, seed: 1 }
        scale: { divide: 255 }
      model:
        layers: [ flatten, { dense: { units: 16, activation: relu } }, { dense: { units: 10 } } ]
      optimizer: { adam: { learningRate: 0.003 } }
      training: { epochs: 3, batch: 16, lanes: 4, logEverySteps: 1, recordSamples: true }
      checkpoint: { everySteps: 5, keep: 2 }
      """;
  private static final int SAMPLES = 700;
  private static final int GLOBAL_BATCH = 64;
  private static final int LANES = 4;
  private static final int EPOCHS = 3;
  private static final long STEPS = 33;

  /** They end after 5, 10, 11, 15, 20, 22, 25, 30 and 33 steps. */
  private static final int SEGMENTS = 9;

  @TempDir Path directory;

  private ClusterRuns runs;

  @BeforeEach
  void configure() {
    runs = ClusterRuns.of(directory, CONFIG);
  }

  private void requireRecord(RunDirectory run) {
    new SampleRecord(run).requireEverySampleOnce(SAMPLES, GLOBAL_BATCH, LANES, EPOCHS);
  }

  /** Asserts that all steps of each rank are in some row, and returns the rows. */
  private JsonNode requireRanks(RunDirectory run, int workers) {
    JsonNode summary = ClusterRuns.summary(run);
    JsonNode segments = summary.get("segments");
    assertThat(segments.get("count").asInt()).isEqualTo(SEGMENTS);
    assertThat(segments.get("startMillis").asDouble()).isPositive();
    assertThat(segments.get("startShare").asDouble()).isBetween(0.0, 1.0);
    JsonNode ranks = summary.get("ranks");
    for (int rank = 0; rank < workers; rank++) {
      long steps = 0;
      for (JsonNode row : ranks) {
        if (row.get("rank").asInt() == rank) {
          steps += row.get("steps").asLong();
          assertThat(row.get("computeMillis").asDouble()).isPositive();
          assertThat(row.get("waitMillis").asDouble()).isNotNegative();
        }
      }
      assertThat(steps).isEqualTo(STEPS);
    }
    String report = new String(run.storage().read(run.report()), UTF_8);
    assertThat(report.contains("<h2>Workers</h2>")).isEqualTo(workers > 1);
    for (String line : new String(run.storage().read(run.metrics()), UTF_8).lines().toList()) {
      if (line.contains("\"type\":\"step\"")) {
        assertThat(line).containsPattern("\"slowestRank\":[0-" + (workers - 1) + "],");
      }
    }
    return ranks;
  }

  @Test
  void workersOfOneJvm() {
    try (SparkSession spark = Sessions.local(2)) {
      RunDirectory gang = runs.train(spark, "gang", List.of());
      requireRecord(gang);
      assertThat(requireRanks(gang, 2)).hasSize(2);
      RunDirectory rounds = runs.train(spark, "rounds", List.of("cluster.mode=rounds"));
      requireRecord(rounds);
      assertThat(requireRanks(rounds, 2)).hasSize(2);
      RunDirectory silent = runs.train(spark, "silent", List.of("training.recordSamples=false"));
      assertThat(silent.storage().exists(silent.samples())).isFalse();
    }
  }

  @Test
  void aResumedRunRecordsEachStepOnce() {
    try (SparkSession spark = Sessions.local(2)) {
      StopSignal stop = new StopSignal();
      RunDirectory run = runs.create("stopped", List.of());
      TrainingListener stopper =
          ClusterRuns.stepped(
              report -> {
                if (report.step() == 7) {
                  stop.request();
                }
              });
      RunResult stopped = runs.goOn(spark, run, stop, stopper);
      assertThat(stopped.steps()).isBetween(8L, STEPS - 1);
      RunResult unused = runs.goOn(spark, run);
      requireRecord(run);
    }
  }

  @Test
  void executorsOfWhichOneIsKilled() {
    try (SparkSession spark = Sessions.cluster(2, 1, 1024)) {
      for (String slices : List.of("groups", "driver")) {
        TrainingListener killer = new ExecutorKiller(8);
        RunDirectory run = runs.train(spark, slices, List.of("cluster.slices=" + slices), killer);
        requireRecord(run);
        assertThat(requireRanks(run, 2)).as("one executor has come anew").hasSizeGreaterThan(2);
      }
    }
  }
}
