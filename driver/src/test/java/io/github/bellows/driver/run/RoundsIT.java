package io.github.bellows.driver.run;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.bellows.common.config.ConfigLoader;
import io.github.bellows.common.config.LoadedConfig;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.storage.Storage;
import io.github.bellows.driver.train.RunDirectory;
import io.github.bellows.driver.train.TrainingListener;
import io.github.bellows.worker.step.StepReport;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs in rounds end with the bits of a gang, whatever happens to tasks and executors. */
@SuppressWarnings("NullAway.Init")
@Timeout(300)
class RoundsIT {
  private static final String CONFIG =
      """
      name: rounds
      data:
        train: { format: digits, samples: 700, seed: 1 }
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
      training: { epochs: 2, batch: 16, lanes: 4, logEverySteps: 1, clip: { norm: 1 } }
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
              "training.weightAverage={swa: {start: 10, every: 4}}"),
          List.of(
              "training.averaging=parameters",
              "training.localSteps=3",
              "training.localState=reset",
              "training.lanes=5"));
  private static final int KEEPS = 2;

  @TempDir static Path directory;

  private static final Storage STORAGE = new Storage(new Configuration());
  private static List<String> expected;

  @BeforeAll
  static void trainByGang() {
    try (SparkSession spark = Sessions.local(2)) {
      expected = all(spark, "gang", "cluster.mode=gang");
    }
  }

  private static RunDirectory train(
      SparkSession spark, String name, List<String> sets, TrainingListener... listeners) {
    List<String> all = new ArrayList<>(sets);
    all.add("data.prepared=" + directory.resolve("prepared"));
    LoadedConfig config = ConfigLoader.load("test.yaml", CONFIG, Map.of(), all);
    RunDirectory run =
        RunDirectories.create(
            STORAGE, config, directory.resolve(name).toString(), Clock.systemUTC());
    new TrainingRun(spark, config.config(), run, new StopSignal()).run(List.of(listeners));
    return run;
  }

  private static JsonNode summary(RunDirectory run) {
    try {
      return new ObjectMapper().readTree(STORAGE.read(run.summary()));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String bits(RunDirectory run) {
    JsonNode summary = summary(run);
    return summary.get("parametersSha256").asText()
        + summary.path("average").path("parametersSha256").asText();
  }

  private static List<String> all(SparkSession spark, String name, String... sets) {
    List<String> bits = new ArrayList<>();
    for (int method = 0; method < METHODS.size(); method++) {
      List<String> settings = new ArrayList<>(METHODS.get(method));
      settings.addAll(List.of(sets));
      bits.add(bits(train(spark, name + method, settings)));
    }
    return bits;
  }

  @Test
  void inOneJvm() {
    try (SparkSession spark = Sessions.local(2)) {
      assertThat(all(spark, "local", "cluster.mode=rounds")).isEqualTo(expected);
    }
  }

  @Test
  void onExecutorsWithSpeculation() {
    Map<String, String> eager =
        Map.of(
            "spark.speculation", "true",
            "spark.speculation.interval", "10ms",
            "spark.speculation.multiplier", "1.01",
            "spark.speculation.quantile", "0.2",
            "spark.speculation.minTaskRuntime", "1ms");
    try (SparkSession spark = Sessions.cluster(2, 1, 1024, eager)) {
      assertThat(all(spark, "cluster")).isEqualTo(expected);
      JsonNode summary =
          summary(
              new RunDirectory(STORAGE, STORAGE.qualify(directory.resolve("cluster0").toString())));
      assertThat(summary.get("mode").asText()).isEqualTo("rounds");
      assertThat(summary.get("modeReason").asText())
          .isEqualTo("spark.speculation = true: Spark makes no second copy of a gang's tasks");
    }
  }

  @Test
  void executorsComeAndGo() {
    Map<String, String> dynamic =
        Map.of(
            "spark.dynamicAllocation.enabled", "true",
            "spark.dynamicAllocation.shuffleTracking.enabled", "true",
            "spark.dynamicAllocation.minExecutors", "0",
            "spark.dynamicAllocation.initialExecutors", "0",
            "spark.dynamicAllocation.maxExecutors", "2",
            "spark.dynamicAllocation.executorIdleTimeout", "1s");
    try (SparkSession spark = Sessions.cluster(2, 1, 1024, dynamic)) {
      assertThat(bits(train(spark, "dynamic", METHODS.get(KEEPS)))).isEqualTo(expected.get(KEEPS));
      assertThatThrownBy(() -> train(spark, "refused", List.of("cluster.mode=gang")))
          .isInstanceOfSatisfying(
              TrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION))
          .hasMessage(
              "cluster.mode = gang: its tasks start together, which Spark refuses with"
                  + " spark.dynamicAllocation.enabled = true. Use cluster.mode: rounds or auto, or"
                  + " --conf spark.dynamicAllocation.enabled=false.");
    }
  }

  /** Kills an executor as the next job begins, as a machine would end it that is taken away. */
  private static final class Killer implements TrainingListener {
    private final long atStep;
    private final List<ProcessHandle> killed = new ArrayList<>();

    Killer(long atStep) {
      this.atStep = atStep;
    }

    @Override
    public void stepped(StepReport report) {
      if (report.step() == atStep) {
        ProcessHandle executor =
            ProcessHandle.current()
                .descendants()
                .filter(RoundsIT::isExecutor)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no executor"));
        assertThat(executor.destroyForcibly()).isTrue(); // not waited for: tasks are sent to it
        killed.add(executor);
      }
    }
  }

  private static boolean isExecutor(ProcessHandle process) {
    // What this JVM starts besides executors, such as Hadoop's shell commands, is no Java.
    return process.info().command().filter(command -> command.endsWith("java")).isPresent();
  }

  @Test
  void anExecutorIsKilled() {
    try (SparkSession spark = Sessions.cluster(2, 1, 1024)) {
      for (int method : new int[] {0, KEEPS}) {
        Killer killer = new Killer(9);
        List<String> settings = new ArrayList<>(METHODS.get(method));
        settings.add("cluster.mode=rounds");
        assertThat(bits(train(spark, "killed" + method, settings, killer)))
            .isEqualTo(expected.get(method));
        assertThat(killer.killed)
            .singleElement()
            .satisfies(executor -> assertThat(executor.onExit().get(20, SECONDS)).isNotNull());
      }
    }
  }
}
