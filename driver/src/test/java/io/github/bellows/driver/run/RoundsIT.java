package io.github.bellows.driver.run;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.driver.train.RunDirectory;
import io.github.bellows.driver.train.TrainingListener;
import io.github.bellows.worker.step.StepReport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs in rounds end with the bits of a gang, whatever happens to tasks and executors. */
@SuppressWarnings("NullAway.Init")
@Timeout(300)
class RoundsIT {
  private static final List<List<String>> METHODS =
      Stream.concat(
              ClusterRuns.METHODS.stream(),
              Stream.of(
                  List.of(
                      "training.averaging=parameters",
                      "training.localSteps=3",
                      "training.localState=reset",
                      "training.lanes=5")))
          .toList();
  private static final int KEEPS = 2;

  @TempDir static Path directory;

  private static ClusterRuns runs;
  private static List<String> expected;

  @BeforeAll
  static void trainByGang() {
    runs = ClusterRuns.of(directory, 2);
    try (SparkSession spark = Sessions.local(2)) {
      expected = all(spark, "gang", "cluster.mode=gang");
    }
  }

  private static List<String> all(SparkSession spark, String name, String... sets) {
    return runs.all(spark, name, METHODS, sets);
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
      JsonNode summary = ClusterRuns.summary(runs.of("cluster0"));
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
    try (SparkSession spark = Sessions.cluster(2, 1, 1024, dynamic);
        LogLines log = new LogLines(Assembly.class.getName())) {
      RunDirectory run = runs.train(spark, "dynamic", METHODS.get(KEEPS));
      assertThat(ClusterRuns.bits(run)).isEqualTo(expected.get(KEEPS));
      String reason =
          "spark.dynamicAllocation.enabled = true: Spark starts no tasks together that need each"
              + " other";
      assertThat(log.lines())
          .containsExactly("training in rounds, which take longer than a gang (" + reason + ")");
      assertThat(ClusterRuns.summary(run).get("mode").asText()).isEqualTo("rounds");
      assertThat(ClusterRuns.summary(run).get("modeReason").asText()).isEqualTo(reason);
      assertThatThrownBy(() -> runs.train(spark, "refused", List.of("cluster.mode=gang")))
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
        ProcessHandle executor = ExecutorProcesses.any().orElseThrow();
        assertThat(executor.destroyForcibly()).isTrue(); // not waited for: tasks are sent to it
        killed.add(executor);
      }
    }
  }

  @Test
  void anExecutorIsKilled() {
    try (SparkSession spark = Sessions.cluster(2, 1, 1024)) {
      for (int method : new int[] {0, KEEPS}) {
        Killer killer = new Killer(9);
        List<String> settings = new ArrayList<>(METHODS.get(method));
        settings.add("cluster.mode=rounds");
        assertThat(ClusterRuns.bits(runs.train(spark, "killed" + method, settings, killer)))
            .isEqualTo(expected.get(method));
        assertThat(killer.killed)
            .singleElement()
            .satisfies(executor -> assertThat(executor.onExit().get(20, SECONDS)).isNotNull());
      }
    }
  }
}
