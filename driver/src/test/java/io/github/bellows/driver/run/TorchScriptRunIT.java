package io.github.bellows.driver.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.bellows.common.checkpoint.Safetensors;
import io.github.bellows.common.config.ConfigLoader;
import io.github.bellows.common.config.LoadedConfig;
import io.github.bellows.common.config.RunConfig;
import io.github.bellows.common.config.SourceConfig;
import io.github.bellows.common.config.ValidationConfig;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.metric.Evaluation;
import io.github.bellows.common.model.TorchScript;
import io.github.bellows.common.storage.Storage;
import io.github.bellows.driver.train.RunDirectory;
import io.github.bellows.driver.train.TrainingListener;
import io.github.bellows.driver.train.TrainingLoop;
import io.github.bellows.worker.step.StepReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A module with batch normalization and dropout (scripts/golden/torchscript.py), from file to
 * model.
 */
class TorchScriptRunIT {
  private static final String CONFIG =
      """
      name: module
      data:
        train: { format: digits, samples: 800, seed: 1 }
        validation: { format: digits, samples: 300, seed: 2 }
        scale: { divide: 255 }
      model:
        torchscript: %s
      optimizer: { adam: { learningRate: 0.01 } }
      training: { epochs: 6, batch: 10, lanes: 4, logEverySteps: 5 }
      checkpoint: { everySteps: 17, keep: 2 }
      """;

  private static SparkSession spark;

  @TempDir static Path shared;
  @TempDir Path directory;

  private final Storage storage = new Storage(new Configuration());
  private Path module = Path.of("");

  @BeforeAll
  static void startSpark() {
    spark = Sessions.local(2);
  }

  @AfterAll
  static void stopSpark() {
    spark.stop();
  }

  @BeforeEach
  void copyModule() throws IOException {
    module =
        Files.copy(
            Path.of("src/test/resources/torchscript/digits.pt"), directory.resolve("net.pt"));
  }

  private LoadedConfig config(String... sets) {
    List<String> all = new ArrayList<>(List.of(sets));
    all.add("data.prepared=" + shared.resolve("prepared"));
    return ConfigLoader.load("module.yaml", CONFIG.formatted(module), Map.of(), all);
  }

  private RunResult train(String name, String... sets) {
    LoadedConfig config = config(sets);
    return new TrainingRun(spark, config.config(), create(name, config), new StopSignal())
        .run(List.of());
  }

  private RunDirectory create(String name, LoadedConfig config) {
    return RunDirectories.create(
        storage, config, directory.resolve(name).toString(), Clock.systemUTC());
  }

  private static String sha(RunDirectory run) {
    try {
      return new ObjectMapper()
          .readTree(run.storage().read(run.summary()))
          .get("parametersSha256")
          .asText();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void oneAndTwoWorkersEndWithTheSameBitsAndTheModelStandsAlone() throws IOException {
    RunResult one = train("one", "cluster.workers=1");
    RunResult two = train("two", "cluster.workers=2");
    assertThat(sha(two.directory())).isEqualTo(sha(one.directory()));

    byte[] original = Files.readAllBytes(module);
    Files.delete(module);
    SavedModel model = SavedModel.open(storage, two.directory().path().toString());
    assertThat(Files.readAllBytes(directory.resolve("two/model/module.pt"))).isEqualTo(original);
    assertThat(TorchScript.in(model.network().spec())).isNotNull();
    try (Safetensors weights =
        Safetensors.open(
            storage,
            new org.apache.hadoop.fs.Path(two.directory().model(), "weights.safetensors"))) {
      // The state_dict's, but for norm.num_batches_tracked, which is no floating-point number.
      assertThat(weights.tensors().keySet())
          .containsExactlyInAnyOrder(
              "conv.weight",
              "conv.bias",
              "norm.weight",
              "norm.bias",
              "norm.running_mean",
              "norm.running_var",
              "out.weight",
              "out.bias");
    }
    Evaluation measured =
        new ModelEvaluation(spark, storage, "auto")
            .evaluate(model, validation(), storage.qualify(shared.resolve("prepared").toString()));
    assertThat(measured).isEqualTo(two.validation());
    assertThat(measured.value("accuracy")).as("it has learned").isGreaterThan(0.8);
    org.apache.hadoop.fs.Path predicted =
        storage.qualify(directory.resolve("predicted").toString());
    new Prediction(spark, storage, "auto")
        .write(model, validation(), predicted, Prediction.Format.PARQUET);
    assertThat(spark.read().parquet(predicted.toString()).count()).isEqualTo(300);
  }

  private SourceConfig validation() {
    ValidationConfig validation = config().config().data().validation();
    return Objects.requireNonNull(Objects.requireNonNull(validation).source());
  }

  @Test
  void anInterruptedRunEndsWithTheSameBits() {
    RunResult whole = train("whole");
    LoadedConfig config = config();
    RunDirectory run = create("parts", config);
    StopSignal stop = new StopSignal();
    TrainingListener stopAt40 =
        new TrainingListener() {
          @Override
          public void stepped(StepReport report) {
            if (report.step() == 40) {
              stop.request();
            }
          }
        };
    RunResult first = new TrainingRun(spark, config.config(), run, stop).run(List.of(stopAt40));
    assertThat(first.end()).isEqualTo(TrainingLoop.End.INTERRUPTED);
    RunResult rest = new TrainingRun(spark, config.config(), run, new StopSignal()).run(List.of());
    assertThat(sha(rest.directory())).isEqualTo(sha(whole.directory()));
  }

  @Test
  void aCheckpointDoesNotGoOnWithAnotherModule() throws IOException {
    LoadedConfig config = config("training.epochs=1");
    RunDirectory run = create("changed", config);
    RunResult unused =
        new TrainingRun(spark, config.config(), run, new StopSignal()).run(List.of());
    byte[] bytes = Files.readAllBytes(module);
    // The time stamp of the archive's first entry: another file that computes the same.
    bytes[10] ^= 1;
    Files.write(module, bytes);
    assertThatThrownBy(
            () -> new TrainingRun(spark, config.config(), run, new StopSignal()).run(List.of()))
        .hasMessageContaining("belongs to other data, another network, optimizer or engine");
  }

  @Test
  void aFileThatIsNotThereOrNoModuleIsNamed() throws IOException {
    RunConfig config = config().config();
    Files.writeString(module, "no module");
    assertFails(config, "text", ErrorCode.BAD_DATA, "net.pt: is not a TorchScript file");
    Files.delete(module);
    assertFails(config, "missing", ErrorCode.INPUT_MISSING, "net.pt: there is no such file. Write");
  }

  private void assertFails(RunConfig config, String name, ErrorCode code, String message) {
    RunDirectory run = create(name, config());
    assertThatThrownBy(() -> new TrainingRun(spark, config, run, new StopSignal()).run(List.of()))
        .isInstanceOfSatisfying(TrainingException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessageContaining(message);
  }
}
