package io.github.bellows.driver.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.bellows.common.config.ConfigLoader;
import io.github.bellows.common.config.LoadedConfig;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.storage.Storage;
import io.github.bellows.driver.train.RunDirectory;
import io.github.bellows.driver.train.TrainingLoop;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Local rounds, averages along the way and plateaus, on Spark. */
class AveragingIT {
  private static final String CONFIG =
      """
      name: averaging
      data:
        train: { format: digits, samples: 700, seed: 1 }
        validation: { format: digits, samples: 300, seed: 2 }
        scale: { divide: 255 }
      model:
        layers:
          - conv2d: { name: c1, filters: 4, kernel: 5, stride: 3, bias: false }
          - batchNorm
          - relu
          - flatten
          - dropout: { rate: 0.2 }
          - dense: { name: out, units: 10 }
      optimizer: { momentum: { learningRate: 0.05 } }
      training: { epochs: 3, batch: 16, lanes: 4, logEverySteps: 1 }
      checkpoint: { everySteps: 5, keep: 2 }
      """;
  private static final String LOCAL = "training.averaging=parameters";

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

  /**
   * Methods of 33 steps with the steps at which a run is stopped: within a round or a period,
   * within a cooldown, and once more.
   */
  static List<List<String>> methods() {
    return List.of(
        List.of(LOCAL, "training.localSteps=4"),
        List.of(LOCAL, "training.localSteps=7", "training.localState=average"),
        List.of(LOCAL, "training.localSteps=3", "training.localState=reset", adam()),
        List.of(LOCAL, "training.localSteps=3", "training.localState=forget", adam()),
        List.of(
            LOCAL,
            "training.localSteps=[{from: 0, steps: 2}, {from: 10, steps: 5}]",
            "training.startAfter=6",
            "training.outerOptimizer={nesterov: {learningRate: 0.7, momentum: 0.9}}"),
        List.of("training.weightAverage={ema: {decay: 0.9}}"),
        List.of("training.weightAverage={swa: {start: 10, every: 4, learningRate: 0.02}}"),
        List.of(LOCAL, "training.localSteps=4", "training.weightAverage={ema: {decay: 0.5}}"),
        List.of(
            "training.validateEveryEpochs=1",
            "optimizer.momentum.learningRate={plateau: {from: 0.05, factor: 0.5, patience: 0,"
                + " threshold: 0.9, cooldown: 1}}"),
        List.of(
            "optimizer.momentum.learningRate={cosineRestarts: {from: 0.05, period: 6,"
                + " multiplier: 2, peakDecay: 0.8, warmup: 3}}"),
        List.of("optimizer={lamb: {learningRate: 0.01}}", "training.clip={layerNorm: 0.5}"),
        List.of(
            "optimizer={lars: {learningRate: 1}}",
            "training.layers={c1: {frozen: true}, out: {learningRateFactor: 0.5}}"));
  }

  private static String adam() {
    return "optimizer={adam: {learningRate: 0.003}}";
  }

  private LoadedConfig config(List<String> sets) {
    List<String> all = new ArrayList<>(sets);
    all.add("data.prepared=" + shared.resolve("prepared"));
    return ConfigLoader.load("test.yaml", CONFIG, Map.of(), all);
  }

  private RunDirectory create(String name, LoadedConfig config) {
    return RunDirectories.create(
        storage, config, directory.resolve(name).toString(), Clock.systemUTC());
  }

  private RunDirectory train(String name, List<String> sets, String... more) {
    List<String> all = new ArrayList<>(sets);
    all.addAll(List.of(more));
    LoadedConfig config = config(all);
    RunDirectory run = create(name, config);
    new TrainingRun(spark, config.config(), run, new StopSignal()).run(List.of());
    return run;
  }

  private JsonNode summary(RunDirectory run) {
    try {
      return new ObjectMapper().readTree(storage.read(run.summary()));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Returns what must be equal: the last parameters, and the average of those before. */
  private String bits(RunDirectory run) {
    JsonNode summary = summary(run);
    return summary.get("parametersSha256").asText()
        + summary.path("average").path("parametersSha256").asText();
  }

  @ParameterizedTest
  @MethodSource("methods")
  void theBitsDependNeitherOnTheWorkersNorOnStops(List<String> sets) {
    String whole = bits(train("one", sets, "cluster.workers=1"));
    for (int workers = 2; workers <= 4; workers++) {
      RunDirectory run = train("workers" + workers, sets, "cluster.workers=" + workers);
      assertThat(bits(run)).as("%d workers", workers).isEqualTo(whole);
    }
    LoadedConfig config = config(sets);
    RunDirectory stopped = create("stopped", config);
    TrainingLoop.End end = TrainingLoop.End.INTERRUPTED;
    for (long step : new long[] {2, 13, 23, 100}) {
      StopSignal stop = new StopSignal();
      TrainingRun run = new TrainingRun(spark, config.config(), stopped, stop);
      end = run.run(List.of(new StopAfter(step, stop))).end();
    }
    assertThat(end).isEqualTo(TrainingLoop.End.COMPLETED);
    assertThat(bits(stopped)).isEqualTo(whole);
  }

  @Test
  void oneLocalStepOfPlainDescentIsTheMeanGradient() {
    List<String> sgd = List.of("optimizer={sgd: {learningRate: 0.05}}", "training.steps=20");
    float[] gradients = parameters(train("gradients", sgd));
    float[] averaged = parameters(train("parameters", sgd, LOCAL, "training.localSteps=1"));
    double difference = 0;
    double norm = 0;
    for (int i = 0; i < gradients.length; i++) {
      difference += Math.pow((double) gradients[i] - averaged[i], 2);
      norm += Math.pow(gradients[i], 2);
    }
    assertThat(Math.sqrt(difference / norm)).isCloseTo(0, within(1e-6));
  }

  private float[] parameters(RunDirectory run) {
    return SavedModel.open(storage, run.path().toString()).parameters();
  }

  @Test
  void aFrozenLayerStaysAndTheOthersLearn() {
    float[] first = parameters(train("first", List.of("optimizer.momentum.learningRate=0")));
    float[] last = parameters(train("frozen", List.of("training.layers={c1: {frozen: true}}")));
    for (int i = 0; i < 100; i++) {
      assertThat(last[i]).as("weight %d of c1", i).isEqualTo(first[i]);
    }
    assertThat(last[200]).as("a weight of out").isNotEqualTo(first[200]);
  }

  @Test
  void theAverageIsSavedAndMeasuredBesideTheLast() {
    RunDirectory run = train("swa", List.of("training.weightAverage={swa: {start: 20, every: 2}}"));
    JsonNode average = summary(run).get("average");
    assertThat(average.get("taken").asLong()).isEqualTo(6);
    SavedModel model = SavedModel.open(storage, run.averageModel().toString());
    assertThat(model.parameters()).isNotEqualTo(parameters(run));
    assertThat(average.get("validation").get("accuracy").asDouble())
        .isGreaterThan(summary(run).get("validation").get("accuracy").asDouble() - 0.1);
  }

  @Test
  void aPlateauThatStopsEndsTheRun() {
    RunDirectory run =
        train(
            "floor",
            List.of(
                "training.epochs=20",
                "optimizer={momentum: {learningRate: {plateau: {from: 0.05, factor: 0.1,"
                    + " patience: 0, threshold: 0.9, floor: 0.001, atFloor: stop}}}}"));
    JsonNode summary = summary(run);
    assertThat(summary.get("stoppedEarly").asBoolean()).isTrue();
    assertThat(summary.get("epochs").asLong()).isLessThan(20);
  }

  @Test
  void whatLiesBehindTheEndOfTheRunIsRefused() {
    refused("training.weightAverage={swa: {start: 30, every: 10}}", "the run has 33 steps");
    refused(
        "optimizer.momentum.learningRate={constant: {value: 0.1, warmup: 34}}",
        "the warm-up takes 34 steps, but the run has 33, so the rate would never be reached");
    refused("training.layers={flatten1: {frozen: true}}", "this layer has no parameters");
  }

  private void refused(String set, String reason) {
    assertThatThrownBy(() -> train("refused" + set.hashCode(), List.of(set)))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining(reason);
  }
}
