package io.github.bellows.driver.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bellows.driver.train.RunDirectory;
import io.github.bellows.driver.train.TrainingListener;
import io.github.bellows.driver.train.TrainingLoop;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs with {@code cluster.wire: bf16}: the same bits on one JVM and on several. */
@SuppressWarnings("NullAway.Init")
@Timeout(600)
class RoundedWireIT {
  @TempDir Path directory;
  private ClusterRuns runs;

  @BeforeEach
  void configure() {
    runs = ClusterRuns.validated(directory, 2);
  }

  private static List<String> rounded(String... sets) {
    List<String> all = new ArrayList<>();
    all.add("cluster.wire=bf16");
    all.add("training.weightAverage={ema: {decay: 0.9}}");
    all.addAll(List.of(sets));
    return all;
  }

  private RunDirectory train(
      SparkSession spark, String name, List<String> sets, TrainingListener... listeners) {
    RunDirectory run = runs.train(spark, name, sets, listeners);
    assertThat(ClusterRuns.summary(run).path("average").has("parametersSha256")).isTrue();
    return run;
  }

  /** Trains until a step is done, then asks for a stop. */
  private RunDirectory stopped(SparkSession spark, String name, long step) {
    RunDirectory run = runs.create(name, rounded("cluster.slices=groups"));
    StopSignal stop = new StopSignal();
    TrainingListener stopper =
        ClusterRuns.stepped(
            report -> {
              if (report.step() >= step) {
                stop.request();
              }
            });
    assertThat(runs.goOn(spark, run, stop, stopper).end()).isEqualTo(TrainingLoop.End.INTERRUPTED);
    return run;
  }

  private String resumed(SparkSession spark, RunDirectory run) {
    RunResult unused = runs.goOn(spark, run);
    return ClusterRuns.bits(run);
  }

  @Test
  void everyWorldEndsWithTheSameBits() {
    String expected;
    RunDirectory stoppedInOneJvm;
    try (SparkSession spark = Sessions.local(1)) {
      RunDirectory whole = train(spark, "one", rounded());
      expected = ClusterRuns.bits(whole);
      assertThat(ClusterRuns.summary(whole).get("wire").asText()).isEqualTo("bf16");
      assertThat(ClusterRuns.summary(whole).get("validation").get("accuracy").asDouble())
          .isGreaterThan(0.5);
      assertThat(ClusterRuns.bits(train(spark, "exact", rounded("cluster.wire=fp32"))))
          .isNotEqualTo(expected);
      stoppedInOneJvm = stopped(spark, "stopped-one", 6);
    }
    RunDirectory stoppedOnExecutors;
    try (SparkSession spark = Sessions.cluster(2, 1, 1024)) {
      for (String slices : List.of("groups", "driver")) {
        RunDirectory run = train(spark, slices, rounded("cluster.slices=" + slices));
        assertThat(ClusterRuns.bits(run)).as(slices).isEqualTo(expected);
      }
      assertThat(resumed(spark, stoppedInOneJvm)).isEqualTo(expected);
      stoppedOnExecutors = stopped(spark, "stopped-groups", 8);
    }
    try (SparkSession spark = Sessions.local(4)) {
      assertThat(ClusterRuns.bits(train(spark, "four", rounded()))).isEqualTo(expected);
      assertThat(resumed(spark, stoppedOnExecutors)).isEqualTo(expected);
    }
  }

  @Test
  void aKilledExecutorTakesNoResidualAlong() {
    String expected;
    try (SparkSession spark = Sessions.local(2)) {
      expected = ClusterRuns.bits(train(spark, "two", rounded()));
    }
    try (SparkSession spark = Sessions.cluster(2, 1, 1024)) {
      ExecutorKiller killer = new ExecutorKiller(7);
      RunDirectory run = train(spark, "killed", rounded(), killer);
      assertThat(killer.done()).isTrue();
      assertThat(ClusterRuns.bits(run)).isEqualTo(expected);
    }
  }
}
