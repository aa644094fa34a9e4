package io.github.bellows.driver.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.bellows.common.config.ConfigLoader;
import io.github.bellows.common.config.LoadedConfig;
import io.github.bellows.common.storage.Storage;
import io.github.bellows.driver.train.RunDirectory;
import io.github.bellows.driver.train.TrainingListener;
import io.github.bellows.worker.step.StepReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a run says of its workers: what they read, and where their time went. */
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

  @TempDir Path directory;

  private final Storage storage = new Storage(new Configuration());

  private RunDirectory train(
      SparkSession spark, String name, List<String> sets, TrainingListener... listeners) {
    List<String> all = new ArrayList<>(sets);
    all.add("data.prepared=" + directory.resolve("prepared"));
    LoadedConfig config = ConfigLoader.load("test.yaml", CONFIG, Map.of(), all);
    RunDirectory run =
        RunDirectories.create(
            storage, config, directory.resolve(name).toString(), Clock.systemUTC());
    new TrainingRun(spark, config.config(), run, new StopSignal()).run(List.of(listeners));
    return run;
  }

  private JsonNode summary(RunDirectory run) {
    try {
      return new ObjectMapper().readTree(storage.read(run.summary()));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void requireRecord(RunDirectory run) {
    new SampleRecord(run).requireEverySampleOnce(SAMPLES, GLOBAL_BATCH, LANES, EPOCHS);
  }

  /** Asserts that all steps of each rank are in some row, and returns the rows. */
  private JsonNode requireRanks(RunDirectory run, int workers) {
    JsonNode ranks = summary(run).get("ranks");
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
    String report = new String(storage.read(run.report()), UTF_8);
    assertThat(report.contains("<h2>Workers</h2>")).isEqualTo(workers > 1);
    for (String line : new String(storage.read(run.metrics()), UTF_8).lines().toList()) {
      if (line.contains("\"type\":\"step\"")) {
        assertThat(line).containsPattern("\"slowestRank\":[0-" + (workers - 1) + "],");
      }
    }
    return ranks;
  }

  @Test
  void workersOfOneJvm() {
    try (SparkSession spark = Sessions.local(2)) {
      RunDirectory gang = train(spark, "gang", List.of());
      requireRecord(gang);
      assertThat(requireRanks(gang, 2)).hasSize(2);
      RunDirectory rounds = train(spark, "rounds", List.of("cluster.mode=rounds"));
      requireRecord(rounds);
      assertThat(requireRanks(rounds, 2)).hasSize(2);
      RunDirectory silent = train(spark, "silent", List.of("training.recordSamples=false"));
      assertThat(storage.exists(silent.samples())).isFalse();
    }
  }

  @Test
  void aResumedRunRecordsEachStepOnce() {
    try (SparkSession spark = Sessions.local(2)) {
      StopSignal stop = new StopSignal();
      LoadedConfig config =
          ConfigLoader.load(
              "test.yaml", CONFIG, Map.of(), List.of("data.prepared=" + directory.resolve("p")));
      RunDirectory run =
          RunDirectories.create(
              storage, config, directory.resolve("stopped").toString(), Clock.systemUTC());
      TrainingListener stopper =
          new TrainingListener() {
            @Override
            public void stepped(StepReport report) {
              if (report.step() == 7) {
                stop.request();
              }
            }
          };
      RunResult stopped = new TrainingRun(spark, config.config(), run, stop).run(List.of(stopper));
      assertThat(stopped.steps()).isBetween(8L, STEPS - 1);
      new TrainingRun(spark, config.config(), run, new StopSignal()).run(List.of());
      requireRecord(run);
    }
  }

  @Test
  void executorsOfWhichOneIsKilled() {
    try (SparkSession spark = Sessions.cluster(2, 1, 1024)) {
      for (String slices : List.of("groups", "driver")) {
        TrainingListener killer = new ExecutorKiller(8);
        RunDirectory run = train(spark, slices, List.of("cluster.slices=" + slices), killer);
        requireRecord(run);
        assertThat(requireRanks(run, 2)).as("one executor has come anew").hasSizeGreaterThan(2);
      }
    }
  }

  /** Kills an executor of this JVM's own session once a step is done. */
  private static final class ExecutorKiller implements TrainingListener {
    private final long step;
    private boolean done;

    ExecutorKiller(long step) {
      this.step = step;
    }

    @Override
    public void stepped(StepReport report) {
      if (!done && report.step() >= step) {
        done =
            ProcessHandle.current()
                .descendants()
                .filter(ExecutorKiller::isExecutor)
                .findFirst()
                .map(ProcessHandle::destroyForcibly)
                .orElse(false);
      }
    }

    /** Reads what the system says itself: the JDK leaves out long command lines. */
    private static boolean isExecutor(ProcessHandle process) {
      try {
        return Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"))
            .contains("CoarseGrainedExecutorBackend");
      } catch (IOException e) {
        return false; // it has just ended
      }
    }
  }
}
