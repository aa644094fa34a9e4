package io.github.bellows.driver.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.bellows.driver.prepare.ImageTrees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process whose every path is on HDFS is killed while it trains; another one goes on. */
@SuppressWarnings("NullAway.Init")
@Timeout(300)
class HdfsKillIT extends HdfsCommandTest {
  /** Where the processes start, and where they may leave files while they run. */
  @TempDir Path work;

  @TempDir Path temporary;

  /** What is left there are copies of blocks, which other runs may use. */
  @AfterEach
  void nothingElseIsOnLocalDisks() throws IOException {
    assertThat(work).isEmptyDirectory();
    try (Stream<Path> left = Files.walk(temporary)) {
      assertThat(left.filter(Files::isRegularFile))
          .allMatch(
              file ->
                  file.equals(temporary.resolve("child.log"))
                      || file.startsWith(temporary.resolve("bellows-blocks")));
    }
  }

  private static void upload(Path local, String to) throws IOException {
    cluster
        .getFileSystem()
        .copyFromLocalFile(
            new org.apache.hadoop.fs.Path(local.toUri()), new org.apache.hadoop.fs.Path(to));
  }

  private static JsonNode document(String path) {
    return json(new String(storage.read(storage.qualify(path)), UTF_8));
  }

  private ChildProcess child(String... args) throws IOException {
    List<String> options = List.of("-D" + TEMPORARY + "=" + temporary);
    return new ChildProcess(temporary.resolve("child.log"), work, options, onHdfs(args));
  }

  private static void succeed(String... args) {
    Ended ended = run(onHdfs(args));
    assertThat(ended.code()).as(ended.err()).isZero();
  }

  /** Returns the only run below a directory. */
  private static String only(String output) {
    return storage.list(storage.qualify(output)).get(0).toString();
  }

  /** Prepares, trains with a kill, resumes; returns the run directory. */
  private String survived(String name, String text) throws IOException, InterruptedException {
    String config = on("/" + name + "/conf.yaml");
    storage.replace(storage.qualify(config), text.getBytes(UTF_8));
    succeed("prepare", config);
    succeed("train", config, "--run-dir", on("/" + name + "/whole"));
    String output = on("/" + name + "/runs");
    try (ChildProcess process = child("train", config, "--set", "output=" + output)) {
      await()
          .atMost(90, SECONDS)
          .pollInterval(Duration.ofMillis(5))
          .failFast("the process ended", () -> !process.isAlive())
          .until(() -> hasCheckpoint(output));
    } // closing kills it
    String run = only(output);
    assertThat(document(run + "/status.json").get("state").asText()).isEqualTo("running");
    assertThat(storage.exists(storage.qualify(run + "/summary.json"))).isFalse();
    clearOfTheKilled();
    try (ChildProcess process = child("resume", run)) {
      assertThat(process.await()).as(read(temporary.resolve("child.log"))).isZero();
    }
    assertThat(read(temporary.resolve("child.log"))).containsPattern("resuming at step [1-9]");
    assertThat(document(run + "/summary.json").get("parametersSha256"))
        .isEqualTo(document(on("/" + name + "/whole/summary.json")).get("parametersSha256"));
    return run;
  }

  private static boolean hasCheckpoint(String output) {
    return storage.exists(storage.qualify(output))
        && storage.list(storage.qualify(output)).stream()
            .map(run -> new org.apache.hadoop.fs.Path(run, "checkpoints"))
            .filter(storage::exists)
            .flatMap(all -> storage.list(all).stream())
            .anyMatch(one -> storage.exists(new org.apache.hadoop.fs.Path(one, "manifest.json")));
  }

  /** Nobody can tidy up after a kill. */
  private void clearOfTheKilled() throws IOException {
    assertThat(work).isEmptyDirectory();
    try (Stream<Path> left = Files.walk(temporary)) {
      for (Path file : left.sorted(java.util.Comparator.reverseOrder()).toList()) {
        if (!file.equals(temporary)) {
          Files.delete(file);
        }
      }
    }
  }

  private void assertEvaluatedAndPredicted(String run, String data) {
    Ended evaluated = run(onHdfs("evaluate", run, "--json"));
    assertThat(evaluated.code()).as(evaluated.err()).isZero();
    assertThat(json(evaluated.out())).isEqualTo(document(run + "/summary.json").get("validation"));
    succeed("predict", run, data, data + "-predicted");
    assertThat(storage.exists(storage.qualify(data + "-predicted/_SUCCESS"))).isTrue();
  }

  @Test
  void aTableOnHdfs() throws IOException, InterruptedException {
    String text = read(config());
    for (String name : List.of("train", "test")) {
      Path local = shared.resolve(name + ".csv");
      upload(local, "/table/" + name + ".csv");
      text = text.replace(local.toString(), on("/table/" + name + ".csv"));
    }
    text =
        text.replace(shared.resolve("prepared").toString(), on("/table/prepared"))
            .replace("epochs: 3,", "epochs: 60, validateEveryEpochs: 30,")
            .replace("everySteps: 7", "everySteps: 150")
            .replace("logEverySteps: 5", "logEverySteps: 50");
    assertEvaluatedAndPredicted(survived("table", text), on("/table/test.csv"));
  }

  @Test
  void imagesOnHdfs() throws IOException, InterruptedException {
    upload(ImageTrees.write(directory.resolve("train"), 30, 1), "/images/train");
    upload(ImageTrees.write(directory.resolve("test"), 10, 2), "/images/test");
    String text =
        """
        data:
          train: { format: images, path: %s, size: [8, 8], channels: 1 }
          validation: { format: images, path: %s }
          scale: { divide: 255 }
          prepared: %s
        model:
          layers:
            - conv2d: { filters: 4, kernel: 3, activation: relu }
            - flatten
            - dense: { name: out, units: 3 }
        optimizer:
          adam: { learningRate: 0.001 }
        training: { epochs: 90, batch: 6, lanes: 2, validateEveryEpochs: 30, logEverySteps: 50 }
        checkpoint: { everySteps: 100 }
        """
            .formatted(on("/images/train"), on("/images/test"), on("/images/prepared"));
    String run = survived("images", text);
    succeed("predict", run, on("/images/test"), on("/images/predicted"));
    assertThat(storage.exists(storage.qualify(on("/images/predicted/_SUCCESS")))).isTrue();
  }
}
