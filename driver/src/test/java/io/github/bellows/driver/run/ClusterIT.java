package io.github.bellows.driver.run;

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
import java.util.stream.LongStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One run on one JVM and on several: the same bits. */
@Timeout(300)
class ClusterIT {
  private static final String CONFIG =
      """
      name: cluster
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
      training: { epochs: 3, batch: 16, lanes: 4, logEverySteps: 1, clip: { norm: 1 } }
      checkpoint: { everySteps: 5, keep: 2 }
      """;
  private static final List<List<String>> METHODS =
      List.of(
          List.of(),
          List.of("optimizer={lamb: {learningRate: 0.01}}", "training.clip.layerNorm=0.5"),
          List.of(
              "training.averaging=parameters",
              "training.localSteps=[{from: 0, steps: 2}, {from: 10, steps: 5}]",
              "training.startAfter=7",
              "training.outerOptimizer={nesterov: {learningRate: 0.7}}",
              "training.weightAverage={ema: {decay: 0.9}}"),
          List.of(
              "training.averaging=parameters",
              "training.localSteps=4",
              "training.localState=average",
              "training.weightAverage={swa: {start: 10, every: 4}}"));

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

  private String bits(RunDirectory run) {
    try {
      JsonNode summary = new ObjectMapper().readTree(storage.read(run.summary()));
      return summary.get("parametersSha256").asText()
          + summary.path("average").path("parametersSha256").asText();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private List<String> all(SparkSession spark, String name, String slices) {
    List<String> bits = new ArrayList<>();
    for (int method = 0; method < METHODS.size(); method++) {
      List<String> sets = new ArrayList<>(METHODS.get(method));
      sets.add("cluster.slices=" + slices);
      bits.add(bits(train(spark, name + method, sets)));
    }
    return bits;
  }

  @Test
  void twoExecutorsEndWithTheBitsOfOneJvm() {
    List<String> expected;
    try (SparkSession spark = Sessions.local(2)) {
      expected = all(spark, "local", "auto");
    }
    try (SparkSession spark = Sessions.cluster(2, 1, 1024)) {
      assertThat(all(spark, "groups", "groups")).isEqualTo(expected);
      assertThat(all(spark, "driver", "driver")).isEqualTo(expected);
    }
  }

  private String inOneJvm() {
    try (SparkSession spark = Sessions.local(2)) {
      return bits(train(spark, "whole", METHODS.get(0)));
    }
  }

  @Test
  void workerProcessesOfAStandaloneMasterEndWithTheSameBits() throws IOException {
    String expected = inOneJvm();
    try (StandaloneCluster cluster = new StandaloneCluster(directory, 2, 1024);
        SparkSession spark =
            Sessions.onExecutors(cluster.url(), 1024, Map.of("spark.cores.max", "2"))) {
      assertThat(bits(train(spark, "standalone", METHODS.get(0)))).isEqualTo(expected);
    }
  }

  @Test
  void encryptionChangesNoBit() {
    String expected = inOneJvm();
    Map<String, String> secured =
        Map.of(
            "spark.authenticate", "true",
            "spark.authenticate.secret", "a secret of this test",
            "spark.network.crypto.enabled", "true");
    try (SparkSession spark = Sessions.cluster(2, 1, 1024, secured)) {
      assertThat(bits(train(spark, "secured", METHODS.get(0)))).isEqualTo(expected);
    }
  }

  /** Kills an executor of this JVM's own session once a step is done. */
  private static final class Killer implements TrainingListener {
    private final long step;
    private boolean done;

    Killer(long step) {
      this.step = step;
    }

    @Override
    public void stepped(StepReport report) {
      if (!done && report.step() >= step) {
        done =
            ProcessHandle.current()
                .descendants()
                .filter(ClusterIT::isExecutor)
                .findFirst()
                .map(ProcessHandle::destroyForcibly)
                .orElse(false);
      }
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
  void aKilledExecutorChangesNothing() {
    String expected = inOneJvm();
    try (SparkSession spark = Sessions.cluster(2, 1, 1024)) {
      for (int round = 0; round < 3; round++) {
        Killer killer = new Killer(3 + 9 * round);
        List<Long> steps = new ArrayList<>();
        TrainingListener counter =
            new TrainingListener() {
              @Override
              public void stepped(StepReport report) {
                steps.add(report.step());
              }
            };
        RunDirectory run = train(spark, "killed" + round, METHODS.get(0), killer, counter);
        assertThat(killer.done).isTrue();
        assertThat(bits(run)).isEqualTo(expected);
        assertThat(steps).isEqualTo(LongStream.range(0, 33).boxed().toList());
        assertThat(spark.range(0, 100, 1, 2).count()).as("the session is of use").isEqualTo(100);
      }
    }
  }
}
