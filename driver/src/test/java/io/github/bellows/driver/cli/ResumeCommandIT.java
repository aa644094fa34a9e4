package io.github.bellows.driver.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bellows.common.config.ConfigLoader;
import io.github.bellows.common.config.LoadedConfig;
import io.github.bellows.common.storage.Storage;
import io.github.bellows.driver.run.RunDirectories;
import io.github.bellows.driver.run.Sessions;
import io.github.bellows.driver.run.StopSignal;
import io.github.bellows.driver.run.TrainingRun;
import io.github.bellows.driver.train.RunDirectory;
import io.github.bellows.driver.train.TrainingListener;
import io.github.bellows.worker.step.StepReport;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

class ResumeCommandIT extends CommandLineTest {
  private static LoadedConfig loaded() {
    return ConfigLoader.load("table.yaml", read(config()), Map.of(), List.of());
  }

  /** Makes what a process leaves that is killed before its first checkpoint. */
  private RunDirectory begun(String name) {
    return RunDirectories.create(
        new Storage(new Configuration()),
        loaded(),
        directory.resolve(name).toString(),
        Clock.systemUTC());
  }

  private Ended resume(String name) {
    return resume(name, "local[2]");
  }

  private Ended resume(String name, String master) {
    return run("resume", directory.resolve(name).toString(), "--master", master);
  }

  @Test
  void thereMustBeARun() {
    Path absent = directory.resolve("absent");
    Ended ended = resume("absent");
    assertThat(ended.code()).isEqualTo(66);
    assertThat(ended.error())
        .isEqualTo(
            "bellows: run directory %s: holds no config.yaml, so no run was started there. Start one"
                    .formatted(absent)
                + " with 'bellows train CONF --run-dir "
                + absent
                + "'.");
    assertThat(absent).doesNotExist();
  }

  @Test
  void aRunThatSucceededIsLeftAlone() {
    assertThat(train("done", "--set", "training.steps=3").code()).isZero();
    Path run = directory.resolve("done");
    String status = read(run.resolve("status.json"));
    Ended ended = resume("done");
    assertThat(ended.code()).isZero();
    assertThat(ended.out())
        .isEqualTo(run + ": has succeeded already; there is nothing to resume\n");
    assertThat(read(run.resolve("status.json"))).isEqualTo(status);
  }

  @Test
  void aRunKilledBeforeItsFirstCheckpointBeginsAnew() {
    assertThat(train("whole").code()).isZero();
    begun("killed");
    Ended ended = resume("killed");
    assertThat(ended.code()).isZero();
    assertThat(ended.err()).contains("training 30 steps\n");
    assertThat(sha(directory.resolve("killed"))).isEqualTo(sha(directory.resolve("whole")));
    assertStatus(directory.resolve("killed"), "succeeded", 0, "", "");
  }

  @Test
  void aStoppedRunGoesOnWhereItStood() {
    assertThat(train("whole").code()).isZero();
    RunDirectory run = begun("stopped");
    StopSignal stop = new StopSignal();
    TrainingListener stopping =
        new TrainingListener() {
          @Override
          public void stepped(StepReport report) {
            if (report.step() == 16) {
              stop.request();
            }
          }
        };
    long steps;
    try (SparkSession spark = Sessions.local(2)) {
      steps = new TrainingRun(spark, loaded().config(), run, stop).run(List.of(stopping)).steps();
    }
    Path stopped = directory.resolve("stopped");
    assertThat(steps).isBetween(17L, 29L);
    assertStatus(
        stopped, "stopped", 130, "INTERRUPTED", "Continue with: bellows resume " + stopped);
    assertThat(json(stopped.resolve("summary.json")).get("state").asText()).isEqualTo("stopped");
    assertThat(stopped.resolve("model")).doesNotExist();
    Ended ended = resume("stopped");
    assertThat(ended.code()).isZero();
    assertThat(ended.err()).contains("resuming at step " + steps + " of 30\n");
    assertThat(sha(stopped)).isEqualTo(sha(directory.resolve("whole")));
    assertThat(json(stopped.resolve("summary.json")).get("validation"))
        .isEqualTo(json(directory.resolve("whole/summary.json")).get("validation"));
  }

  @Test
  void aMistypedMasterDoesNotChangeAStoppedRun() {
    RunDirectory run = begun("typo");
    assertThat(resume("typo", "local[two]").code()).isEqualTo(2);
    assertThat(run.storage().exists(run.status())).isFalse();
  }

  @Test
  void aRunWhoseDataChangedIsNotContinued() {
    Path data = table("changing", 160, 3);
    String set = "data.train.path=" + data;
    assertThat(train("changed", "--set", set, "--set", "optimizer.sgd.learningRate=1e38").code())
        .isEqualTo(76);
    Path run = directory.resolve("changed");
    assertThat(train("other", "--set", set, "--set", "training.steps=8").code()).isZero();
    // A run that has a checkpoint, and whose status no longer says that it is over.
    Path other = directory.resolve("other");
    write(other.resolve("status.json"), "{}");
    table("changing", 160, 4);
    Ended ended = resume("other");
    assertThat(ended.code()).isEqualTo(65);
    String message =
        "checkpoint of step 8 in %s: belongs to other data, another network, optimizer or engine."
                .formatted(other)
            + " Restore what was changed since, or start a new run.";
    assertThat(ended.error()).isEqualTo("bellows: " + message);
    assertStatus(other, "failed", 65, "BAD_DATA", message);
    assertThat(run.resolve("status.json")).exists();
  }
}
