package io.github.bellows.driver.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.bellows.common.checkpoint.CheckpointStore;
import io.github.bellows.common.config.ConfigLoader;
import io.github.bellows.common.config.LoadedConfig;
import io.github.bellows.common.storage.Storage;
import io.github.bellows.driver.train.RunDirectory;
import io.github.bellows.driver.train.TrainingListener;
import io.github.bellows.worker.engine.EngineChoice;
import io.github.bellows.worker.step.StepReport;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;

/**
 * Runs of one small network with everything that bits could depend on, and what happens to them.
 *
 * @param directory holds the runs and the data prepared for them
 * @param config of all runs
 * @param engines of all runs
 * @param storage where the runs are written
 */
record ClusterRuns(Path directory, String config, EngineChoice engines, Storage storage) {
  /** 11 steps an epoch. */
  private static final String CONFIG =
      """
      data:
        train: { format: digits, samples: 700, seed: 1 }
        %s
        scale: { divide: 255 }
      model:
        layers:
          - conv2d: { name: c1, filters: 6, kernel: 5, stride: 2, bias: false }
          - batchNorm
          - relu
          - flatten
          - dropout: { rate: 0.2 }
          - dense: { name: out, units: 10 }
      optimizer: { adam: { learningRate: 0.003, l2: 0.0001 } }
      training: { epochs: %d, batch: 16, lanes: 4, logEverySteps: 1, clip: { norm: 1 } }
      checkpoint: { everySteps: 5, keep: 2 }
      """;

  /** Settings of the methods that share least. */
  static final List<List<String>> METHODS =
      List.of(
          List.of(),
          List.of("optimizer={lamb: {learningRate: 0.01}}", "training.clip.layerNorm=0.5"),
          List.of(
              "training.averaging=parameters",
              "training.localSteps=[{from: 0, steps: 2}, {from: 10, steps: 5}]",
              "training.startAfter=7",
              "training.outerOptimizer={nesterov: {learningRate: 0.7}}",
              "training.weightAverage={ema: {decay: 0.9}}"),
          List.of(
              "training.averaging=parameters",
              "training.localSteps=4",
              "training.localState=average",
              "training.weightAverage={swa: {start: 10, every: 4}}"));

  /** Runs of another configuration. */
  static ClusterRuns of(Path directory, String config) {
    return new ClusterRuns(directory, config, Engines.ALL, local());
  }

  /** Runs without validation. */
  static ClusterRuns of(Path directory, int epochs) {
    return of(directory, CONFIG.formatted("", epochs));
  }

  /** Runs that are validated after each epoch. */
  static ClusterRuns validated(Path directory, int epochs) {
    String data = "validation: { format: digits, samples: 300, seed: 2 }";
    return of(directory, CONFIG.formatted(data, epochs));
  }

  private static Storage local() {
    return new Storage(new Configuration());
  }

  /** Returns the same runs on another file system. */
  ClusterRuns on(Storage other) {
    return new ClusterRuns(directory, config, engines, other);
  }

  /** Returns the same runs with other engines. */
  ClusterRuns with(EngineChoice others) {
    return new ClusterRuns(directory, config, others, storage);
  }

  /** Returns the directory of a run. */
  RunDirectory of(String name) {
    return new RunDirectory(storage, storage.qualify(directory.resolve(name).toString()));
  }

  /** Returns the step of the newest checkpoint of a run, and that none is damaged. */
  static long newestCheckpoint(RunDirectory run) {
    List<String> damaged = new ArrayList<>();
    CheckpointStore store = new CheckpointStore(run.storage(), run.checkpoints(), 2);
    long step = store.latest(damaged::add).orElseThrow().state().step();
    assertThat(damaged).isEmpty();
    return step;
  }

  /** Creates a run's directory; a name without a scheme is one in this directory. */
  RunDirectory create(String name, List<String> sets) {
    List<String> all = new ArrayList<>(List.of("data.prepared=" + directory.resolve("prepared")));
    all.addAll(sets);
    LoadedConfig loaded = ConfigLoader.load("test.yaml", config, Map.of(), all);
    String place = name.contains(":") ? name : directory.resolve(name).toString();
    return RunDirectories.create(storage, loaded, place, Clock.systemUTC());
  }

  /** Trains from the start to the end. */
  RunDirectory train(
      SparkSession spark, String name, List<String> sets, TrainingListener... listeners) {
    RunDirectory run = create(name, sets);
    goOn(spark, run, listeners);
    return run;
  }

  /** Trains from where a run stands to the end. */
  RunResult goOn(SparkSession spark, RunDirectory run, TrainingListener... listeners) {
    return goOn(spark, run, new StopSignal(), listeners);
  }

  /** Trains from where a run stands until it is stopped. */
  RunResult goOn(
      SparkSession spark, RunDirectory run, StopSignal stop, TrainingListener... listeners) {
    LoadedConfig loaded =
        ConfigLoader.load(
            "config.yaml", new String(storage.read(run.config()), UTF_8), Map.of(), List.of());
    return new TrainingRun(spark, loaded.config(), run, stop, engines).run(List.of(listeners));
  }

  /** Trains with each of some settings in turn, and some more; returns the bits of each. */
  List<String> all(SparkSession spark, String name, List<List<String>> methods, String... sets) {
    List<String> bits = new ArrayList<>();
    for (int method = 0; method < methods.size(); method++) {
      List<String> settings = new ArrayList<>(methods.get(method));
      settings.addAll(List.of(sets));
      bits.add(bits(train(spark, name + method, settings)));
    }
    return bits;
  }

  /** Returns the bits that the plainest method ends with in one JVM, undisturbed. */
  String undisturbed() {
    try (SparkSession spark = Sessions.local(2)) {
      return bits(with(Engines.ALL).train(spark, "whole", List.of()));
    }
  }

  static JsonNode summary(RunDirectory run) {
    return json(run, run.summary());
  }

  static JsonNode status(RunDirectory run) {
    return json(run, run.status());
  }

  private static JsonNode json(RunDirectory run, org.apache.hadoop.fs.Path file) {
    try {
      return new ObjectMapper().readTree(run.storage().read(file));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Returns what tells one result from another: digests of the parameters and their average. */
  static String bits(RunDirectory run) {
    JsonNode summary = summary(run);
    return summary.get("parametersSha256").asText()
        + summary.path("average").path("parametersSha256").asText();
  }

  /** Hears of each step. */
  static TrainingListener stepped(Consumer<StepReport> listener) {
    return new TrainingListener() {
      @Override
      public void stepped(StepReport report) {
        listener.accept(report);
      }
    };
  }
}
