package io.github.bellows.driver.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bellows.driver.train.RunDirectory;
import io.github.bellows.driver.train.TrainingListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One run on one JVM and on several: the same bits. */
@SuppressWarnings("NullAway.Init")
@Timeout(300)
class ClusterIT {
  @TempDir Path directory;

  private ClusterRuns runs;

  @BeforeEach
  void prepare() {
    runs = ClusterRuns.validated(directory, 3);
  }

  @Test
  void twoExecutorsEndWithTheBitsOfOneJvm() {
    List<List<String>> methods = ClusterRuns.METHODS;
    List<String> expected;
    try (SparkSession spark = Sessions.local(2)) {
      expected = runs.all(spark, "local", methods);
    }
    try (SparkSession spark = Sessions.cluster(2, 1, 1024)) {
      for (String slices : List.of("groups", "driver")) {
        assertThat(runs.all(spark, slices, methods, "cluster.slices=" + slices))
            .isEqualTo(expected);
      }
    }
  }

  @Test
  void workerProcessesOfAStandaloneMasterEndWithTheSameBits() throws IOException {
    String expected = runs.undisturbed();
    try (StandaloneCluster cluster = new StandaloneCluster(directory, 2, 1024);
        SparkSession spark =
            Sessions.onExecutors(cluster.url(), 1024, Map.of("spark.cores.max", "2"))) {
      assertThat(ClusterRuns.bits(runs.train(spark, "standalone", List.of()))).isEqualTo(expected);
    }
  }

  @Test
  void encryptionChangesNoBitAndStrangersAreRefused() {
    String expected = runs.undisturbed();
    Map<String, String> secured =
        Map.of(
            "spark.authenticate", "true",
            "spark.authenticate.secret", "a secret of this test",
            "spark.network.crypto.enabled", "true");
    try (SparkSession spark = Sessions.cluster(2, 1, 1024, secured)) {
      String application = spark.sparkContext().applicationId();
      Strangers strangers = new Strangers(application, secured);
      List<Integer> ports = new ArrayList<>();
      TrainingListener attack =
          ClusterRuns.stepped(
              report -> {
                if (report.step() == 5) {
                  ports.addAll(strangers.listening());
                  assertThat(strangers.admitted(ports, "another secret")).isEmpty();
                  assertThat(strangers.admitted(ports, "a secret of this test"))
                      .as("the exchange's ports are among them: the driver's and two executors'")
                      .hasSize(3);
                }
              });
      RunDirectory run = runs.train(spark, "secured", List.of(), attack);
      assertThat(ports).isNotEmpty();
      assertThat(ClusterRuns.bits(run)).isEqualTo(expected);
    }
  }

  @Test
  void aKilledExecutorChangesNothing() {
    String expected = runs.undisturbed();
    try (SparkSession spark = Sessions.cluster(2, 1, 1024)) {
      for (int round = 0; round < 3; round++) {
        ExecutorKiller killer = new ExecutorKiller(3 + 9 * round);
        List<Long> steps = new ArrayList<>();
        TrainingListener counter = ClusterRuns.stepped(report -> steps.add(report.step()));
        RunDirectory run = runs.train(spark, "killed" + round, List.of(), killer, counter);
        assertThat(killer.done()).isTrue();
        assertThat(ClusterRuns.bits(run)).isEqualTo(expected);
        assertThat(steps).isEqualTo(LongStream.range(0, 33).boxed().toList());
        assertThat(spark.range(0, 100, 1, 2).count()).as("the session is of use").isEqualTo(100);
      }
    }
  }
}
