package io.github.bellows.driver.cli;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Real signals to a real process. */
@Timeout(180)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "there are no such signals")
class SignalIT extends CommandLineTest {
  private static final List<String> LONG =
      List.of(
          "--set", "training.epochs=2400",
          "--set", "training.validateEveryEpochs=400",
          "--set", "training.logEverySteps=20",
          "--set", "checkpoint.everySteps=1000");

  private static String undisturbed;

  @BeforeAll
  static void trainUndisturbed(@TempDir Path runs) {
    Path whole = runs.resolve("whole");
    assertThat(train(config(), whole, LONG.toArray(String[]::new)).code()).isZero();
    undisturbed = sha(whole);
  }

  @AfterEach
  void showOutputOfAFailure() {
    assertThat(read(log())).doesNotContain("internal error", "Exception in thread");
  }

  private Path log() {
    return directory.resolve("child.log");
  }

  private Path child() {
    return directory.resolve("run");
  }

  private ChildProcess start(Path config, List<String> more) throws Exception {
    List<String> args = new ArrayList<>(List.of("train", config.toString()));
    args.addAll(List.of("--run-dir", child().toString(), "--master", "local[2]"));
    args.addAll(more);
    return new ChildProcess(log(), args.toArray(String[]::new));
  }

  private void awaitInFile(ChildProcess process, String name, String text) {
    Path file = child().resolve(name);
    await()
        .atMost(90, SECONDS)
        .pollInterval(Duration.ofMillis(5))
        .failFast("the process ended: " + log(), () -> !process.isAlive())
        .until(() -> Files.exists(file) && read(file).contains(text));
  }

  private void assertResumesToTheSameBits() {
    Ended ended = run("resume", child().toString(), "--master", "local[2]");
    assertThat(ended.code()).isZero();
    assertThat(sha(child())).isEqualTo(undisturbed);
    assertStatus(child(), "succeeded", 0, "", "");
  }

  @Test
  void controlCWritesACheckpointAndLeavesAResumableRun() throws Exception {
    int code;
    try (ChildProcess process = start(config(), LONG)) {
      awaitInFile(process, "metrics.jsonl", "\n");
      code = process.signal("INT");
    }
    assertThat(code).isEqualTo(130);
    assertThat(read(log()))
        .contains("bellows: stopping after this step; writing a checkpoint ...")
        .containsPattern(
            "bellows: stopped at step \\d+\\. Continue with: bellows resume " + child());
    assertStatus(
        child(), "stopped", 130, "INTERRUPTED", "Continue with: bellows resume " + child());
    int step = json(child().resolve("status.json")).get("step").asInt();
    assertThat(step).isBetween(1, 23999);
    assertThat(child().resolve(String.format("checkpoints/step-%010d/manifest.json", step)))
        .exists();
    assertThat(json(child().resolve("summary.json")).get("state").asText()).isEqualTo("stopped");
    assertResumesToTheSameBits();
  }

  @Test
  void aKilledRunResumesToTheSameBits() throws Exception {
    int code;
    try (ChildProcess process = start(config(), LONG)) {
      awaitInFile(process, "metrics.jsonl", "\"step\":1200,");
      code = process.signal("KILL");
    }
    assertThat(code).isEqualTo(137);
    assertThat(json(child().resolve("status.json")).get("state").asText()).isEqualTo("running");
    assertResumesToTheSameBits();
  }

  @Test
  void aSignalWhileDataIsPreparedStopsThatToo() throws Exception {
    Path prepared = directory.resolve("prepared");
    Path config =
        write(
            directory.resolve("large.yaml"),
            """
            data:
              train: { format: digits, samples: 300000 }
              prepared: %s
            model:
              layers: [flatten, dense: { units: 10 }]
            """
                .formatted(prepared));
    int code;
    try (ChildProcess process = start(config, List.of())) {
      awaitInFile(process, "status.json", "preparing data");
      code = process.signal("TERM");
    }
    assertThat(code).isEqualTo(143);
    assertStatus(
        child(), "stopped", 130, "INTERRUPTED", "Continue with: bellows resume " + child());
    try (Stream<Path> sets = Files.list(prepared)) {
      assertThat(sets).isEmpty();
    }
  }
}
