package io.github.bellows.driver.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.bellows.common.checkpoint.ParameterDigest;
import io.github.bellows.common.config.ConfigLoader;
import io.github.bellows.common.config.LoadedConfig;
import io.github.bellows.common.config.RunConfig;
import io.github.bellows.common.data.BlockCache;
import io.github.bellows.common.data.BlockSet;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.metric.Evaluation;
import io.github.bellows.common.model.Network;
import io.github.bellows.common.optim.Optimizer;
import io.github.bellows.common.storage.Storage;
import io.github.bellows.driver.prepare.Preparation;
import io.github.bellows.driver.prepare.PreparedData;
import io.github.bellows.driver.train.RunDirectory;
import io.github.bellows.driver.train.TrainingLoop;
import io.github.bellows.worker.ReferenceTrainer;
import io.github.bellows.worker.engine.torch.TorchProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingRunIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String CONFIG =
      """
      name: test
      data:
        train: { format: digits, samples: 700, seed: 1 }
        validation: { format: digits, samples: 600, seed: 2 }
        scale: { divide: 255 }
      model:
        layers:
          - conv2d: { filters: 4, kernel: 5, stride: 2, bias: false }
          - batchNorm
          - relu
          - permute: { order: [2, 1, 3] }
          - reshape: { shape: [12, 48] }
          - dropout: { rate: 0.3 }
          - lstm: { units: 12 }
          - dense: { units: 10 }
      optimizer:
        adam: { learningRate: { cosine: { from: 0.01, to: 0.001, steps: 30, warmup: 3 } }, l2: 0.0001 }
      training: { epochs: 4, batch: 16, lanes: 4, clip: { norm: 1.0 }, logEverySteps: 5 }
      checkpoint: { everySteps: 7, keep: 2 }
      """;

  private static SparkSession spark;

  @TempDir static Path shared;
  @TempDir Path directory;

  private final Storage storage = new Storage(new Configuration());

  @BeforeAll
  static void startSpark() {
    spark = Sessions.local(4);
  }

  @AfterAll
  static void stopSpark() {
    spark.stop();
  }

  private LoadedConfig config(String... sets) {
    List<String> all = new ArrayList<>(List.of(sets));
    all.add("data.prepared=" + shared.resolve("prepared"));
    return ConfigLoader.load("test.yaml", CONFIG, Map.of(), all);
  }

  private RunDirectory create(String name, LoadedConfig config) {
    return RunDirectories.create(
        storage, config, directory.resolve(name).toString(), Clock.systemUTC());
  }

  private RunResult train(String name, String... sets) {
    LoadedConfig config = config(sets);
    return new TrainingRun(spark, config.config(), create(name, config), new StopSignal())
        .run(List.of());
  }

  private static JsonNode json(RunDirectory run, org.apache.hadoop.fs.Path file) {
    try {
      return JSON.readTree(run.storage().read(file));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String sha(RunDirectory run) {
    return json(run, run.summary()).get("parametersSha256").asText();
  }

  @Test
  void anyNumberOfWorkersGivesTheBitsOfTheReference() {
    String reference = ParameterDigest.sha256(reference());
    for (int workers = 1; workers <= 4; workers++) {
      RunResult result = train("workers" + workers, "cluster.workers=" + workers);
      assertThat(result.steps()).isEqualTo(44);
      assertThat(sha(result.directory())).as("%d workers", workers).isEqualTo(reference);
    }
  }

  private float[] reference() {
    RunConfig config = config().config();
    PreparedData data =
        new Preparation(spark, storage)
            .prepare(
                config.data(),
                config.seed(),
                storage.qualify(shared.resolve("prepared").toString()));
    try (BlockSet samples =
        BlockSet.open(
            storage, data.train(), data.preprocessing().decoding(), BlockCache.in(directory))) {
      Network network = Network.of(config.model().spec(samples.schema().shape(), false));
      return ReferenceTrainer.train(
          new ReferenceTrainer.Setup(
              network,
              samples,
              Optimizer.of(config.optimizer().resolve(11), network.layout().learned()),
              config.training().clip(),
              config.seed(),
              4,
              16),
          new TorchProvider(),
          44);
    }
  }

  @Test
  void aStoppedRunResumesToTheSameBitsAndMetrics() throws IOException {
    RunResult whole = train("whole");
    LoadedConfig config = config();
    RunDirectory run = create("stopped", config);
    List<TrainingLoop.End> ends = new ArrayList<>();
    for (long step : new long[] {3, 12, 30, 100}) {
      StopSignal stop = new StopSignal();
      ends.add(
          new TrainingRun(spark, config.config(), run, stop)
              .run(List.of(new StopAfter(step, stop)))
              .end());
    }
    assertThat(ends.get(0)).isEqualTo(TrainingLoop.End.INTERRUPTED);
    assertThat(ends.get(3)).isEqualTo(TrainingLoop.End.COMPLETED);
    assertThat(sha(run)).isEqualTo(sha(whole.directory()));
    assertThat(withoutRates(run)).isEqualTo(withoutRates(whole.directory()));
    assertThat(json(run, run.status()).get("state").asText()).isEqualTo("succeeded");
  }

  private List<String> withoutRates(RunDirectory run) {
    return Stream.of(new String(storage.read(run.metrics()), UTF_8).split("\n"))
        .map(line -> line.replaceAll(",\"(samplesPerSecond|slowest\\w+)\":[^,}]*", ""))
        .toList();
  }

  @Test
  void aDamagedCheckpointIsSkipped() throws IOException {
    RunResult whole = train("sound");
    LoadedConfig config = config();
    RunDirectory run = create("damaged", config);
    StopSignal stop = new StopSignal();
    new TrainingRun(spark, config.config(), run, stop).run(List.of(new StopAfter(20, stop)));
    List<org.apache.hadoop.fs.Path> checkpoints =
        storage.list(run.checkpoints()).stream()
            .filter(path -> path.getName().startsWith("step"))
            .toList();
    Path newest =
        Path.of(checkpoints.get(checkpoints.size() - 1).toUri()).resolve("arrays.safetensors");
    byte[] bytes = Files.readAllBytes(newest);
    bytes[bytes.length / 2] ^= 1;
    Files.write(newest, bytes);
    new TrainingRun(spark, config.config(), run, new StopSignal()).run(List.of());
    assertThat(sha(run)).isEqualTo(sha(whole.directory()));
  }

  @Test
  void evaluationOfTheSavedModelEqualsTheSummaryExactly() {
    RunResult result = train("evaluated");
    SavedModel model = SavedModel.open(storage, result.directory().path().toString());
    Evaluation again =
        new ModelEvaluation(spark, storage, "auto")
            .evaluate(
                model,
                java.util.Objects.requireNonNull(
                    java.util.Objects.requireNonNull(config().config().data().validation())
                        .source()),
                storage.qualify(directory.resolve("other").toString()));
    assertThat(again).isEqualTo(result.validation());
    JsonNode figures = json(result.directory(), result.directory().summary()).get("validation");
    assertThat(figures.get("accuracy").asDouble()).isEqualTo(again.value("accuracy"));
    assertThat(figures.get("loss").asDouble()).isEqualTo(again.loss());
  }

  @Test
  void divergenceStopsAtTheStepAndKeepsWhatWasThere() {
    LoadedConfig config = config("optimizer.sgd.learningRate=3e38", "training.clip=null");
    RunDirectory run = create("diverged", config);
    assertThatThrownBy(
            () -> new TrainingRun(spark, config.config(), run, new StopSignal()).run(List.of()))
        .isInstanceOfSatisfying(
            TrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DIVERGED))
        .hasMessageMatching("step \\d+, (loss|gradient norm) = .*: must be finite\\. Lower .*");
    JsonNode status = json(run, run.status());
    assertThat(status.get("state").asText()).isEqualTo("failed");
    assertThat(status.get("exitCode").asInt()).isEqualTo(76);
    assertThat(spark.range(10).count()).as("the session lives on").isEqualTo(10);
  }

  @Test
  void earlyStoppingSavesTheBestParameters() {
    RunResult result =
        train(
            "early",
            "training.epochs=30",
            "optimizer.sgd.learningRate=0.5",
            "training.clip=null",
            "training.earlyStopping={metric: accuracy, patience: 2}");
    assertThat(result.end()).isEqualTo(TrainingLoop.End.STOPPED_EARLY);
    JsonNode summary = json(result.directory(), result.directory().summary());
    long modelStep = summary.get("modelStep").asLong();
    assertThat(modelStep).isEqualTo(result.steps() - 2 * 11);
    double best =
        Stream.of(new String(storage.read(result.directory().metrics()), UTF_8).split("\n"))
            .filter(line -> line.contains("\"validation\""))
            .mapToDouble(line -> accuracy(line))
            .max()
            .orElseThrow();
    assertThat(summary.get("validation").get("accuracy").asDouble()).isEqualTo(best);
  }

  private static double accuracy(String line) {
    try {
      return JSON.readTree(line).get("accuracy").asDouble();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void oneStepOfAllSamplesIsFullBatchDescent() {
    RunResult result = train("full", "training.batch=all", "training.epochs=3");
    assertThat(result.steps()).isEqualTo(3);
  }

  @Test
  void aUsedDirectoryIsRefusedAndLeftAlone() {
    RunResult result = train("used", "training.epochs=1");
    byte[] before = storage.read(result.directory().status());
    assertThatThrownBy(() -> create("used", config()))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("holds a run already. Continue it with 'bellows resume");
    assertThat(storage.read(result.directory().status())).isEqualTo(before);
  }

  @Test
  void moreWorkersThanSlotsIsNoCapacity() {
    assertThatThrownBy(() -> train("slots", "cluster.workers=5", "training.lanes=8"))
        .isInstanceOfSatisfying(
            TrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NO_CAPACITY))
        .hasMessageStartingWith("cluster.workers = 5: there are 4 task slots");
  }
}
