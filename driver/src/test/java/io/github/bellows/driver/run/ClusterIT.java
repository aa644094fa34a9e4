package io.github.bellows.driver.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.bellows.common.config.ConfigLoader;
import io.github.bellows.common.config.LoadedConfig;
import io.github.bellows.common.storage.Storage;
import io.github.bellows.driver.train.RunDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One run on one JVM and on several: the same bits. */
@Timeout(300)
class ClusterIT {
  private static final String CONFIG =
      """
      name: cluster
      data:
        train: { format: digits, samples: 700, seed: 1 }
        validation: { format: digits, samples: 300, seed: 2 }
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
      training: { epochs: 3, batch: 16, lanes: 4, logEverySteps: 1, clip: { norm: 1 } }
      checkpoint: { everySteps: 5, keep: 2 }
      """;
  private static final List<List<String>> METHODS =
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

  @TempDir Path directory;

  private final Storage storage = new Storage(new Configuration());

  private RunDirectory train(SparkSession spark, String name, List<String> sets) {
    List<String> all = new ArrayList<>(sets);
    all.add("data.prepared=" + directory.resolve("prepared"));
    LoadedConfig config = ConfigLoader.load("test.yaml", CONFIG, Map.of(), all);
    RunDirectory run =
        RunDirectories.create(
            storage, config, directory.resolve(name).toString(), Clock.systemUTC());
    new TrainingRun(spark, config.config(), run, new StopSignal()).run(List.of());
    return run;
  }

  private String bits(RunDirectory run) {
    try {
      JsonNode summary = new ObjectMapper().readTree(storage.read(run.summary()));
      return summary.get("parametersSha256").asText()
          + summary.path("average").path("parametersSha256").asText();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private List<String> all(SparkSession spark, String name) {
    List<String> bits = new ArrayList<>();
    for (int method = 0; method < METHODS.size(); method++) {
      bits.add(bits(train(spark, name + method, METHODS.get(method))));
    }
    return bits;
  }

  @Test
  void twoExecutorsEndWithTheBitsOfOneJvm() {
    List<String> expected;
    try (SparkSession spark = Sessions.local(2)) {
      expected = all(spark, "local");
    }
    try (SparkSession spark = Sessions.cluster(2, 1, 1024)) {
      assertThat(all(spark, "two")).isEqualTo(expected);
    }
  }
}
