package io.github.bellows.driver.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.bellows.common.config.ConfigLoader;
import io.github.bellows.common.config.LoadedConfig;
import io.github.bellows.common.storage.Storage;
import io.github.bellows.driver.train.RunDirectory;
import io.github.bellows.driver.train.TrainingListener;
import io.github.bellows.driver.train.TrainingLoop;
import io.github.bellows.worker.step.StepReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs with {@code cluster.wire: bf16}: the same bits on one JVM and on several. */
@Timeout(600)
class RoundedWireIT {
  private static final String CONFIG =
      """
      name: rounded
      data:
        train: { format: digits, samples: 700, seed: 1 }
        validation: { format: digits, samples: 300, seed: 2 }
        scale: { divide: 255 }
      model:
        layers:
          - conv2d: { name: c1, filters: 6, kernel: 5, stride: 2, bias: false }
          - batchNorm
          - relu
          - flatten
          - dropout: { rate: 0.2 }
          - dense: { name: out, units: 10 }
      optimizer: { adam: { learningRate: 0.003, l2: 0.0001 } }
      training:
        epochs: 2
        batch: 16
        lanes: 4
        clip: { norm: 1 }
        logEverySteps: 1
        weightAverage: { ema: { decay: 0.9 } }
      cluster: { wire: bf16 }
      checkpoint: { everySteps: 5, keep: 2 }
      """;

  @TempDir Path directory;

  private final Storage storage = new Storage(new Configuration());

  private LoadedConfig config(String... sets) {
    List<String> all =
        Stream.concat(Stream.of(sets), Stream.of("data.prepared=" + directory.resolve("prepared")))
            .toList();
    return ConfigLoader.load("test.yaml", CONFIG, Map.of(), all);
  }

  private RunDirectory create(String name, LoadedConfig config) {
    return RunDirectories.create(
        storage, config, directory.resolve(name).toString(), Clock.systemUTC());
  }

  private RunDirectory train(SparkSession spark, String name, String... sets) {
    LoadedConfig config = config(sets);
    RunDirectory run = create(name, config);
    new TrainingRun(spark, config.config(), run, new StopSignal()).run(List.of());
    return run;
  }

  private JsonNode summary(RunDirectory run) {
    try {
      return new ObjectMapper().readTree(storage.read(run.summary()));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private String bits(RunDirectory run) {
    JsonNode summary = summary(run);
    return summary.get("parametersSha256").asText()
        + summary.get("average").get("parametersSha256").asText();
  }

  /** Trains until a step is done, then asks for a stop. */
  private RunDirectory stopped(SparkSession spark, String name, long step, String... sets) {
    LoadedConfig config = config(sets);
    RunDirectory run = create(name, config);
    StopSignal stop = new StopSignal();
    TrainingListener stopper =
        new TrainingListener() {
          @Override
          public void stepped(StepReport report) {
            if (report.step() >= step) {
              stop.request();
            }
          }
        };
    RunResult result = new TrainingRun(spark, config.config(), run, stop).run(List.of(stopper));
    assertThat(result.end()).isEqualTo(TrainingLoop.End.INTERRUPTED);
    return run;
  }

  private String resumed(SparkSession spark, RunDirectory run, String... sets) {
    new TrainingRun(spark, config(sets).config(), run, new StopSignal()).run(List.of());
    return bits(run);
  }

  @Test
  void everyWorldEndsWithTheSameBits() {
    String expected;
    RunDirectory stoppedInOneJvm;
    try (SparkSession spark = Sessions.local(1)) {
      RunDirectory whole = train(spark, "one");
      expected = bits(whole);
      assertThat(summary(whole).get("wire").asText()).isEqualTo("bf16");
      assertThat(summary(whole).get("validation").get("accuracy").asDouble()).isGreaterThan(0.5);
      assertThat(bits(train(spark, "exact", "cluster.wire=fp32"))).isNotEqualTo(expected);
      stoppedInOneJvm = stopped(spark, "stopped-one", 6);
    }
    RunDirectory stoppedOnExecutors;
    try (SparkSession spark = Sessions.cluster(2, 1, 1024)) {
      assertThat(bits(train(spark, "groups", "cluster.slices=groups"))).isEqualTo(expected);
      assertThat(bits(train(spark, "driver", "cluster.slices=driver"))).isEqualTo(expected);
      assertThat(resumed(spark, stoppedInOneJvm, "cluster.slices=groups")).isEqualTo(expected);
      stoppedOnExecutors = stopped(spark, "stopped-groups", 8, "cluster.slices=groups");
    }
    try (SparkSession spark = Sessions.local(4)) {
      assertThat(bits(train(spark, "four"))).isEqualTo(expected);
      assertThat(resumed(spark, stoppedOnExecutors)).isEqualTo(expected);
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

  @Test
  void aKilledExecutorTakesNoResidualAlong() {
    String expected;
    try (SparkSession spark = Sessions.local(2)) {
      expected = bits(train(spark, "two"));
    }
    boolean[] killed = new boolean[1];
    TrainingListener killer =
        new TrainingListener() {
          @Override
          public void stepped(StepReport report) {
            if (!killed[0] && report.step() >= 7) {
              killed[0] =
                  ProcessHandle.current()
                      .descendants()
                      .filter(RoundedWireIT::isExecutor)
                      .findFirst()
                      .map(ProcessHandle::destroyForcibly)
                      .orElse(false);
            }
          }
        };
    try (SparkSession spark = Sessions.cluster(2, 1, 1024)) {
      LoadedConfig config = config();
      RunDirectory run = create("killed", config);
      new TrainingRun(spark, config.config(), run, new StopSignal()).run(List.of(killer));
      assertThat(killed[0]).isTrue();
      assertThat(bits(run)).isEqualTo(expected);
    }
  }
}
