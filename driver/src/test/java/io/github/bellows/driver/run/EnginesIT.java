package io.github.bellows.driver.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.bellows.common.config.ConfigLoader;
import io.github.bellows.common.config.LoadedConfig;
import io.github.bellows.common.config.SourceConfig;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.metric.Evaluation;
import io.github.bellows.common.storage.Storage;
import io.github.bellows.driver.train.RunDirectory;
import io.github.bellows.driver.train.TrainingListener;
import io.github.bellows.worker.step.StepReport;
import java.io.IOException;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs on the second engine. */
class EnginesIT {
  private static final String CONFIG =
      """
      name: engines
      data:
        train: { format: digits, samples: 2000, seed: 1 }
        validation: { format: digits, samples: 500, seed: 2 }
        scale: { divide: 255 }
      model:
        layers:
          - conv2d: { filters: 8, kernel: 5, stride: 2 }
          - batchNorm
          - relu
          - maxPool2d: { kernel: 2 }
          - flatten
          - dropout: { rate: 0.1 }
          - dense: { name: out, units: 10 }
      optimizer: { adam: { learningRate: 0.005 } }
      training: { epochs: 6, batch: 25, lanes: 2 }
      checkpoint: { everySteps: 20 }
      cluster: { engine: dl4j }
      """;

  private static SparkSession spark;

  @TempDir static Path shared;
  @TempDir Path directory;

  private final Storage storage = new Storage(new Configuration());

  @BeforeAll
  static void startSpark() {
    spark = Sessions.local(2);
  }

  @AfterAll
  static void stopSpark() {
    spark.stop();
  }

  private static LoadedConfig config(String... sets) {
    List<String> all = new ArrayList<>(List.of(sets));
    all.add("data.prepared=" + shared.resolve("prepared"));
    return ConfigLoader.load("test.yaml", CONFIG, Map.of(), all);
  }

  private RunDirectory create(String name, LoadedConfig config) {
    return RunDirectories.create(
        storage, config, directory.resolve(name).toString(), Clock.systemUTC());
  }

  private JsonNode summary(RunResult result) throws IOException {
    return new ObjectMapper().readTree(storage.read(result.directory().summary()));
  }

  @Test
  void theSecondEngineTrainsTheSameBitsOnAnyNumberOfWorkers() throws IOException {
    List<String> digests = new ArrayList<>();
    for (int workers = 1; workers <= 2; workers++) {
      LoadedConfig config = config("cluster.workers=" + workers);
      RunResult result =
          new TrainingRun(
                  spark, config.config(), create("workers" + workers, config), new StopSignal())
              .run(List.of());
      assertThat(summary(result).get("engine").asText()).startsWith("Deeplearning4j on ND4J");
      assertThat(Objects.requireNonNull(result.validation()).value("accuracy")).isGreaterThan(0.9);
      digests.add(summary(result).get("parametersSha256").asText());
      if (workers == 1) {
        assertEqualFigures(result);
      }
    }
    assertThat(digests.get(1)).isEqualTo(digests.get(0));
  }

  /** Checks that the model measures alike on both engines. */
  private void assertEqualFigures(RunResult result) {
    SavedModel model = SavedModel.open(storage, result.directory().path().toString());
    SourceConfig source =
        Objects.requireNonNull(
            Objects.requireNonNull(config().config().data().validation()).source());
    org.apache.hadoop.fs.Path prepared = storage.qualify(directory.resolve("evaluated").toString());
    Evaluation torch =
        new ModelEvaluation(spark, storage, "torch").evaluate(model, source, prepared);
    Evaluation dl4j = new ModelEvaluation(spark, storage, "dl4j").evaluate(model, source, prepared);
    assertThat(dl4j).isEqualTo(result.validation());
    assertThat(dl4j.loss()).isCloseTo(torch.loss(), within(1e-4 * torch.loss()));
  }

  /** Asks a run to stop after its first steps. */
  private record StopEarly(StopSignal stop) implements TrainingListener {
    @Override
    public void stepped(StepReport report) {
      stop.request();
    }
  }

  @Test
  void aRunGoesOnWithItsOwnEngineAlone() {
    LoadedConfig config = config();
    RunDirectory run = create("stopped", config);
    StopSignal stop = new StopSignal();
    new TrainingRun(spark, config.config(), run, stop).run(List.of(new StopEarly(stop)));
    LoadedConfig other = config("cluster.engine=torch");
    assertThatThrownBy(
            () -> new TrainingRun(spark, other.config(), run, new StopSignal()).run(List.of()))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("engine");
  }

  @Test
  void layersThatItCannotExpressAreNamedBeforeTheFirstStep() {
    LoadedConfig config =
        config("model.layers=[reshape: {shape: [28, 28]}, gru: {units: 3}, dense: {units: 10}]");
    RunDirectory run = create("refused", config);
    assertThatThrownBy(
            () -> new TrainingRun(spark, config.config(), run, new StopSignal()).run(List.of()))
        .isInstanceOfSatisfying(
            TrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION))
        .hasMessage(
            "cluster.engine = dl4j: cannot express model.layers.gru1 (gru): it has no such layer."
                + " Use cluster.engine torch, or other layers.");
  }
}
