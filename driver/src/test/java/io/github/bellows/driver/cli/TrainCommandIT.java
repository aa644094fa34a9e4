package io.github.bellows.driver.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TrainCommandIT extends CommandLineTest {
  private static Map<String, String> contents(Path run) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(run)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        contents.put(run.relativize(file).toString(), Files.readString(file, ISO_8859_1));
      }
    }
    return contents;
  }

  private void assertFailed(String name, Ended ended, int exitCode, String code, String message) {
    assertThat(ended.code()).isEqualTo(exitCode);
    assertThat(ended.error()).isEqualTo("bellows: " + message);
    assertThat(ended.err()).doesNotContain("\tat ");
    assertStatus(directory.resolve(name), "failed", exitCode, code, message);
  }

  @Test
  void trainsAndSaysWhereEverythingIs() {
    Ended ended = train("whole");
    Path run = directory.resolve("whole");
    assertThat(ended.code()).isZero();
    assertThat(ended.out())
        .matches(
            "validation: accuracy [01]\\.\\d{4} loss .*\nmodel:      %s/model\nreport:     %s/report.html\nsummary:    %s/summary.json\n"
                .replace("%s", run.toString()));
    assertThat(ended.err())
        .startsWith("bellows: run directory " + run + "\n")
        .contains("training 30 steps\n", "\nvalidation after step 10:  accuracy ");
    JsonNode status = json(run.resolve("status.json"));
    assertThat(status.get("state").asText()).isEqualTo("succeeded");
    assertThat(status.get("exitCode").asInt(-1)).isZero();
    assertThat(status.get("step").asInt()).isEqualTo(STEPS);
    JsonNode summary = json(run.resolve("summary.json"));
    assertThat(summary.get("state").asText()).isEqualTo("succeeded");
    assertThat(summary.get("steps").asInt()).isEqualTo(STEPS);
    assertThat(summary.get("epochs").asInt()).isEqualTo(3);
    assertThat(summary.get("workers").asInt()).isEqualTo(2);
    assertThat(summary.get("samplesPerSecond").asDouble()).isPositive();
    assertThat(summary.at("/train/loss").asDouble()).isBetween(0.0, 0.7);
    assertThat(summary.at("/validation/accuracy").asDouble()).isGreaterThan(0.7);
    assertThat(run.resolve("model/weights.safetensors")).exists();
    assertThat(run.resolve("report.html")).exists();
  }

  @Test
  void aMisspelledKeyIsSaidThereAndACorrectedSecondTryWorks() {
    assertFailed(
        "typo",
        train("typo", "--set", "training.epoch=3"),
        2,
        "CONFIGURATION",
        "training.epoch = 3: unknown key. Did you mean epochs? (--set)");
    assertThat(directory.resolve("typo/config.yaml")).doesNotExist();
    assertThat(train("typo").code()).isZero();
    assertStatus(directory.resolve("typo"), "succeeded", 0, "", "");
  }

  @Test
  void allConfigurationErrorsComeAtOnce() {
    Ended ended = train("two", "--set", "training.lanes=0", "--set", "seed=x");
    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.err())
        .startsWith("bellows: 2 errors in the configuration:\n")
        .contains("\n  training.lanes = 0: ", "\n  seed = x: ");
  }

  @Test
  void aMissingConfigurationIsNamed() {
    Path absent = directory.resolve("absent.yaml");
    assertFailed(
        "noconf",
        train(absent, directory.resolve("noconf")),
        66,
        "INPUT_MISSING",
        absent + ": there is no such file or directory. Check the path.");
    Ended without = run("train", absent.toString());
    assertThat(without.code()).isEqualTo(66);
  }

  @Test
  void missingDataIsNamedAndCanBeSuppliedLater() {
    Path absent = directory.resolve("later.csv");
    String set = "data.train.path=" + absent;
    assertFailed(
        "nodata",
        train("nodata", "--set", set),
        66,
        "INPUT_MISSING",
        absent + ": there is no such file or directory. Check the path of the source.");
    write(absent, read(shared.resolve("train.csv")));
    Ended resumed = run("resume", directory.resolve("nodata").toString(), "--master", "local[2]");
    assertThat(resumed.code()).isZero();
    assertStatus(directory.resolve("nodata"), "succeeded", 0, "", "");
  }

  @Test
  void aUsedDirectoryIsLeftAsItIs() throws IOException {
    Path run = directory.resolve("used");
    assertThat(train("used", "--set", "training.steps=3").code()).isZero();
    Map<String, String> before = contents(run);
    Ended again = train("used", "--set", "training.nonsense=1");
    assertThat(again.code()).isEqualTo(2);
    assertThat(contents(run)).isEqualTo(before);
    again = train("used");
    assertThat(again.code()).isEqualTo(2);
    assertThat(again.error())
        .isEqualTo(
            "bellows: --run-dir = %s: holds a run already. Continue it with 'bellows resume %s', or"
                    .formatted(run, run)
                + " choose another directory.");
    assertThat(contents(run)).isEqualTo(before);
  }

  @Test
  void aRunThatDivergesKeepsItsCheckpoints() {
    Ended ended =
        train(
            "nan", "--set", "optimizer.sgd.learningRate=1e38", "--set", "checkpoint.everySteps=1");
    JsonNode status = json(directory.resolve("nan/status.json"));
    long step = status.get("step").asLong();
    String message = status.get("message").asText();
    assertThat(message)
        .matches(
            "step \\d+, (loss|gradient norm) = (NaN|Infinity): must be finite\\. Lower"
                + " optimizer\\.learningRate, set training\\.clip\\.norm, or check the scale of the"
                + " data; checkpoints up to this step are kept\\.")
        .startsWith("step " + step + ", ");
    assertFailed("nan", ended, 76, "DIVERGED", message);
    assertThat(directory.resolve("nan/checkpoints/step-000000000" + step)).isDirectory();
    assertThat(directory.resolve("nan/model")).doesNotExist();
  }

  @Test
  void aFileWhereADirectoryIsNeededIsNamed() {
    Path file = write(directory.resolve("file"), "mine");
    Ended ended = train("file");
    assertThat(ended.code()).isEqualTo(73);
    assertThat(ended.error())
        .startsWith("bellows: " + file + "/config.yaml: cannot be written (")
        .endsWith("). Free space there, or choose another place with --run-dir or output.");
    Ended below =
        run("train", config().toString(), "--master", "local[2]", "--set", "output=" + file);
    assertThat(below.code()).isEqualTo(73);
    assertThat(below.error()).startsWith("bellows: " + file + "/table-").contains("cannot be wr");
    assertThat(read(file)).isEqualTo("mine");
  }

  @Test
  void preparedDataThatCannotBeWrittenIsNamed() {
    Path file = write(directory.resolve("file"), "mine");
    Ended ended = train("noprep", "--set", "data.prepared=" + file);
    String message = json(directory.resolve("noprep/status.json")).get("message").asText();
    assertThat(message).startsWith(file.toString()).contains(": cannot be written (");
    assertFailed("noprep", ended, 73, "CANNOT_WRITE", message);
  }

  @Test
  void aMasterThatCannotTrainIsRefusedBeforeAnythingStarts() {
    assertFailed(
        "mesos",
        train("mesos", "--master", "mesos://host"),
        2,
        "CONFIGURATION",
        "spark.master = mesos://host: must be local[n], spark://HOST:PORT, yarn, k8s://URL or"
            + " local-cluster[executors,cores,MiB]. Use --master 'local[n]' with n the number of"
            + " workers, or 'local[*]' for one per core.");
    assertThat(train("mesos", "--set", "training.steps=1").code()).isZero();
  }

  @Test
  void settingsThatSparkRefusesAreNamed() {
    Ended ended = train("conf", "--conf", "spark.task.cpus=many");
    assertThat(ended.error())
        .startsWith("bellows: Spark: does not start (")
        .contains("spark.task.cpus")
        .endsWith("). Check --master, --conf and Spark's own settings.");
    assertFailed("conf", ended, 2, "CONFIGURATION", ended.error().substring("bellows: ".length()));
  }

  @Test
  void tooFewSlotsMayBeTriedAgainWithMore() {
    assertFailed(
        "slots",
        train("slots", "--master", "local[1]", "--set", "cluster.workers=2"),
        75,
        "NO_CAPACITY",
        "cluster.workers = 2: there is 1 task slot (local[1]), and the workers must run at the same"
            + " time. Use --master 'local[2]', or cluster.workers: auto.");
    Ended ended = run("resume", directory.resolve("slots").toString(), "--master", "local[2]");
    assertThat(ended.code()).isZero();
  }

  @Test
  void preparedDataIsFoundReadyByTheRun() {
    Path prepared = directory.resolve("ahead");
    String set = "data.prepared=" + prepared;
    String[] prepare = {"prepare", config().toString(), "--set", set, "--master", "local[2]"};
    Ended first = run(prepare);
    assertThat(first.code()).isZero();
    assertThat(first.out())
        .contains("train.csv prepared, there was no set of these files and keys;")
        .containsPattern("\ntraining: {3}" + prepared + "/[0-9a-f]{16}/samples\n")
        .containsPattern("\nvalidation: " + prepared + "/[0-9a-f]{16}/samples\n");
    Ended second = run(prepare);
    assertThat(second.out()).contains("train.csv reused, nothing changed since it was prepared;");
    Ended ended = train("ready", "--set", set, "--set", "training.steps=1");
    assertThat(ended.err()).contains("train.csv reused, nothing", "test.csv reused, nothing");
  }
}
