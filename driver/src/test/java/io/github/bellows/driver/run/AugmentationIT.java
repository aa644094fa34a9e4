package io.github.bellows.driver.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.driver.train.RunDirectory;
import io.github.bellows.driver.train.TrainingListener;
import io.github.bellows.driver.train.TrainingLoop;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs whose samples are changed at random have the same bits, whoever changes them. */
@SuppressWarnings("NullAway.Init")
@Timeout(300)
class AugmentationIT {
  private static final String CHANGES =
      "data.augment=[crop: {padding: 2}, flip, shift: {by: 1, fill: edge}, rotate: {degrees: 15},"
          + " brightness: {by: 0.2}, noise: {deviation: 0.05}, cutout: {size: 6},"
          + " mixup: {alpha: 0.3}]";
  private static final List<List<String>> METHODS =
      List.of(
          List.of(CHANGES),
          List.of(CHANGES, "training.averaging=parameters", "training.localSteps=4"));

  @TempDir static Path directory;

  private static ClusterRuns runs;
  private static List<String> expected;

  @BeforeAll
  static void trainWithOneWorker() {
    runs = ClusterRuns.validated(directory, 2);
    try (SparkSession spark = Sessions.local(2)) {
      expected = runs.all(spark, "one", METHODS, "cluster.workers=1");
    }
  }

  @Test
  void anyNumberOfWorkersInAGangAndInRounds() {
    try (SparkSession spark = Sessions.local(4)) {
      for (String workers : List.of("cluster.workers=2", "cluster.workers=4")) {
        for (String mode : List.of("cluster.mode=gang", "cluster.mode=rounds")) {
          assertThat(runs.all(spark, workers + mode, METHODS, workers, mode))
              .as("%s %s", workers, mode)
              .isEqualTo(expected);
        }
      }
      assertThat(runs.all(spark, "plain", List.of(List.of("data.augment=[]"))))
          .doesNotContainAnyElementsOf(expected);
    }
  }

  @Test
  void executors() {
    try (SparkSession spark = Sessions.cluster(2, 1, 1024)) {
      assertThat(runs.all(spark, "executors", METHODS)).isEqualTo(expected);
    }
  }

  @Test
  void aRunThatWasStoppedGoesOnWithTheSameChanges() {
    try (SparkSession spark = Sessions.local(2)) {
      for (int method = 0; method < METHODS.size(); method++) {
        RunDirectory run = runs.create("stopped" + method, METHODS.get(method));
        for (long step : new long[] {3, 13}) {
          StopSignal stop = new StopSignal();
          TrainingListener stopper =
              ClusterRuns.stepped(
                  report -> {
                    if (report.step() >= step) {
                      stop.request();
                    }
                  });
          assertThat(runs.goOn(spark, run, stop, stopper).end())
              .isEqualTo(TrainingLoop.End.INTERRUPTED);
        }
        assertThat(runs.goOn(spark, run).end()).isEqualTo(TrainingLoop.End.COMPLETED);
        assertThat(ClusterRuns.bits(run)).isEqualTo(expected.get(method));
      }
    }
  }

  @Test
  void aRunDoesNotGoOnWithOtherChanges() {
    try (SparkSession spark = Sessions.local(2)) {
      StopSignal stop = new StopSignal();
      RunDirectory run = runs.create("other", List.of(CHANGES));
      TrainingListener stopper = ClusterRuns.stepped(report -> stop.request());
      assertThat(runs.goOn(spark, run, stop, stopper).end())
          .isEqualTo(TrainingLoop.End.INTERRUPTED);
      String config = new String(run.storage().read(run.config()), UTF_8);
      assertThat(config).contains("deviation: 0.05");
      run.storage()
          .replace(
              run.config(), config.replace("deviation: 0.05", "deviation: 0.06").getBytes(UTF_8));
      assertThatThrownBy(() -> runs.goOn(spark, run))
          .isInstanceOfSatisfying(
              TrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_DATA))
          .hasMessageContaining("belongs to other data, another network");
    }
  }

  @Test
  void theSecondEngineMixesToo() {
    List<String> sets = new ArrayList<>(List.of(CHANGES, "cluster.engine=dl4j"));
    try (SparkSession spark = Sessions.local(2)) {
      String one = ClusterRuns.bits(runs.train(spark, "dl4j1", with(sets, "cluster.workers=1")));
      assertThat(ClusterRuns.bits(runs.train(spark, "dl4j2", with(sets, "cluster.workers=2"))))
          .isEqualTo(one);
    }
  }

  private static List<String> with(List<String> sets, String more) {
    List<String> all = new ArrayList<>(sets);
    all.add(more);
    return all;
  }

  @Test
  void whatMakesNoSenseIsRefusedBeforeTheFirstStep() {
    try (SparkSession spark = Sessions.local(2)) {
      assertThatThrownBy(() -> runs.train(spark, "far", List.of("data.augment=[shift: {by: 30}]")))
          .isInstanceOfSatisfying(
              TrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION))
          .hasMessageContaining(
              "data.augment.0.shift: 30 pixels can move all of an image 1×28×28 out of sight");
    }
  }
}
