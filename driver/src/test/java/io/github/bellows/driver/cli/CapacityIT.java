package io.github.bellows.driver.cli;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.bellows.driver.run.Sessions;
import io.github.bellows.driver.run.StandaloneCluster;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** More workers than slots, and slots that somebody else has: exit code 75 and what to do. */
@Timeout(180)
class CapacityIT extends CommandLineTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          local[2]              | local[3]
          local-cluster[2,1,512] | local-cluster[3,1,512]
          """)
  void whatSettingsRuleOutIsRefusedBeforeSparkStarts(String master, String remedy) {
    long start = System.nanoTime();
    Ended ended = train("many", "--master", master, "--set", "cluster.workers=3");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    assertThat(ended.code()).isEqualTo(75);
    String message =
        "cluster.workers = 3: there are 2 task slots ("
            + master
            + "), and the workers must run at the same time. Use --master '"
            + remedy
            + "', or cluster.workers: auto.";
    assertThat(ended.error()).isEqualTo("bellows: " + message);
    assertStatus(directory.resolve("many"), "failed", 75, "NO_CAPACITY", message);
  }

  /** The session of this test has all cores, and the command has a JVM of its own. */
  @Test
  void anotherApplicationThatHoldsTheMasterIsNamed() throws IOException, InterruptedException {
    try (StandaloneCluster cluster = new StandaloneCluster(directory, 2, 1024);
        SparkSession holder = Sessions.onExecutors(cluster.url(), 1024, Map.of())) {
      await().atMost(60, SECONDS).until(() -> slots(holder) == 2);
      String application = "application test (" + holder.sparkContext().applicationId() + ")";
      Path log = directory.resolve("log");
      try (ChildProcess child = command(log, "busy", cluster.url(), "6s")) {
        assertThat(child.await()).as(read(log)).isEqualTo(75);
      }
      String held = "; " + application + " also holds or waits for the master's 2 cores";
      String message = json(directory.resolve("busy/status.json")).get("message").asText();
      assertThat(message)
          .startsWith(
              "spark.master = "
                  + cluster.url()
                  + ": no executor with room for a task has registered after 6 s"
                  + held
                  + ". See the cluster's own page for the reason");
      assertThat(read(log))
          .containsPattern("no executor has registered after 3 s" + Pattern.quote(held))
          .contains("bellows: " + message);
      stopsWhileItWaits(cluster.url());
      fewerCoresAreNotWaitedFor(cluster.url());
    }
  }

  private void stopsWhileItWaits(String master) throws IOException, InterruptedException {
    Path log = directory.resolve("stopped.log");
    try (ChildProcess child = command(log, "stopped", master, "60s")) {
      await().atMost(60, SECONDS).until(() -> read(log).contains("no executor has registered"));
      long start = System.nanoTime();
      assertThat(child.signal("INT")).isEqualTo(130);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    }
    assertThat(json(directory.resolve("stopped/status.json")).get("state").asText())
        .isEqualTo("stopped");
  }

  private ChildProcess command(Path log, String name, String master, String patience)
      throws IOException {
    return new ChildProcess(
        log,
        List.of(
            "-Dlog4j2.configurationFile=" + Path.of("../conf/log4j2.properties").toAbsolutePath(),
            "-Dbellows.log=" + directory.resolve(name + "-bellows.log")),
        "train",
        config().toString(),
        "--run-dir",
        directory.resolve(name).toString(),
        "--master",
        master,
        "--conf",
        "spark.ui.enabled=false",
        "--conf",
        "spark.driver.host=localhost",
        "--conf",
        "spark.driver.bindAddress=127.0.0.1",
        "--conf",
        "spark.scheduler.maxRegisteredResourcesWaitingTime=" + patience);
  }

  private static int slots(SparkSession spark) {
    return spark
        .sparkContext()
        .maxNumConcurrentTasks(
            spark.sparkContext().resourceProfileManager().defaultResourceProfile());
  }

  /** Nobody says beforehand how many cores an application gets here; the master does. */
  private void fewerCoresAreNotWaitedFor(String master) {
    long start = System.nanoTime();
    // The command goes on with the session there is.
    Ended ended = train("many", "--master", master, "--set", "cluster.workers=3");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
    assertThat(ended.code()).isEqualTo(75);
    assertThat(ended.error())
        .isEqualTo(
            "bellows: cluster.workers = 3: there are 2 task slots (2 executors on "
                + master
                + ", spark.task.cpus = 1), and the workers must run at the same time. Raise"
                + " spark.cores.max to 3 if it is set below, free or add cores of the cluster, or"
                + " cluster.workers: auto.");
  }
}
