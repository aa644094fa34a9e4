package io.github.bellows.common.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.gradient.Clipping;
import io.github.bellows.common.gradient.Wire;
import io.github.bellows.common.loss.CrossEntropy;
import io.github.bellows.common.model.Activation;
import io.github.bellows.common.model.Dense;
import io.github.bellows.common.model.Flatten;
import io.github.bellows.common.model.ModelInput;
import io.github.bellows.common.model.ModelOutput;
import io.github.bellows.common.model.NamedLayer;
import io.github.bellows.common.model.Shape;
import io.github.bellows.common.optim.Adam;
import io.github.bellows.common.optim.Regularization;
import io.github.bellows.common.schedule.Constant;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigLoaderTest {
  @Test
  void fillsInEveryDefault() {
    RunConfig expected =
        new RunConfig(
            "x",
            42,
            DataConfig.of(
                new SourceConfig("digits", null, null, null, Map.of(), 20_000, 1),
                new LabelConfig("label", LabelConfig.Kind.CLASS)),
            new ModelConfig(
                List.of(ModelInput.only(Shape.of(1, 28, 28))),
                List.of(
                    new NamedLayer("flatten1", List.of(), new Flatten()),
                    new NamedLayer(
                        "dense1", List.of(), new Dense(10, true, new Activation.Identity()))),
                List.of(new ModelOutput("dense1", CrossEntropy.PLAIN, 1, null)),
                null),
            new Adam(new Constant(0.001), new Constant(0.9), 0.999, 1e-8, Regularization.NONE),
            new TrainingConfig(
                10, null, 32, 4, null, Clipping.NONE, Map.of(), true, null, null, 50, 1, false),
            new ClusterConfig(
                null,
                ClusterConfig.Mode.AUTO,
                ClusterConfig.Device.AUTO,
                ClusterConfig.Engine.AUTO,
                ClusterConfig.Slices.AUTO,
                Wire.FP32,
                8,
                Duration.ofMinutes(10),
                InstructionSet.AUTO),
            new CheckpointConfig(500, 3),
            "runs");
    assertThat(Configs.load(Configs.SHORTEST)).isEqualTo(expected);
  }

  @Test
  void readsWhatIsGiven() {
    RunConfig config =
        Configs.load(
            Configs.SHORTEST
                + """
                name: night
                seed: -7
                training:
                  epochs: 3
                  steps: 5_000_000_000
                  batch: all
                  lanes: 8
                  clip: { norm: 1.5, value: 1e-2 }
                  shuffle: false
                  logEverySteps: 5
                cluster: { workers: 2, mode: gang, device: cpu, engine: torch, deadline: 90,
                  instructionSet: avx2 }
                checkpoint: { everySteps: 7, keep: 1 }
                output: "hdfs://node:8020/runs"
                """);
    assertThat(config.name()).isEqualTo("night");
    assertThat(config.seed()).isEqualTo(-7);
    assertThat(config.training())
        .isEqualTo(
            new TrainingConfig(
                3,
                5_000_000_000L,
                0,
                8,
                null,
                new Clipping(1.5, Double.POSITIVE_INFINITY, 0.01),
                Map.of(),
                false,
                null,
                null,
                5,
                1,
                false));
    assertThat(config.training().fullBatch()).isTrue();
    assertThat(config.cluster())
        .isEqualTo(
            new ClusterConfig(
                2,
                ClusterConfig.Mode.GANG,
                ClusterConfig.Device.CPU,
                ClusterConfig.Engine.TORCH,
                ClusterConfig.Slices.AUTO,
                Wire.FP32,
                8,
                Duration.ofSeconds(90),
                InstructionSet.AVX2));
    assertThat(config.checkpoint()).isEqualTo(new CheckpointConfig(7, 1));
    assertThat(config.output()).isEqualTo("hdfs://node:8020/runs");
  }

  @Test
  void overridesFileByConfByFlag() {
    String yaml = Configs.SHORTEST + "training: { epochs: 3, batch: 16, lanes: 2 }\n";
    LoadedConfig loaded =
        ConfigLoader.load(
            "conf/x.yaml",
            yaml,
            Map.of(
                "spark.bellows.training.batch", "64",
                "spark.bellows.training.lanes", "8",
                "spark.executor.cores", "4"),
            List.of("training.lanes=1", "training.lanes=16"));
    TrainingConfig training = loaded.config().training();
    assertThat(List.of(training.epochs(), training.batch(), training.lanes()))
        .containsExactly(3, 64, 16);
    assertThat(loaded.resolvedYaml())
        .contains("  epochs: 3 # conf/x.yaml:5\n")
        .contains("  batch: 64 # --conf\n")
        .contains("  lanes: 16 # --set\n")
        .contains("  shuffle: true # default\n")
        .contains("seed: 42 # default\n");
  }

  @Test
  void namesTheRunAfterItsFile() {
    for (String source : List.of("night.yaml", "/a/b.c/night.yml", "hdfs://n/night.yaml")) {
      String name =
          ConfigLoader.load(source, Configs.SHORTEST, Map.of(), List.of()).config().name();
      assertThat(name).isEqualTo("night");
    }
    String odd =
        ConfigLoader.load("-a b.yaml", Configs.SHORTEST, Map.of(), List.of()).config().name();
    assertThat(odd).isEqualTo("a-b");
  }

  @ParameterizedTest
  @ValueSource(strings = {"quickstart.yaml", "mnist-lenet.yaml", "augment.yaml"})
  void readsItsResolvedTextAsTheSameConfiguration(String name) {
    LoadedConfig first =
        ConfigLoader.load("conf/" + name, Configs.shipped(name), Map.of(), List.of("seed=7"));
    assertRoundTrip(first);
    assertThat(first.resolvedYaml()).contains("seed: 7 # --set\n");
  }

  @Test
  void readsItsResolvedTextAgainWhateverTheTextsHold() {
    assertRoundTrip(
        Configs.loaded(
            """
            data:
              train:
                format: csv
                path: "a b: #c\\t\\"é\\\\.csv"
                options: { header: true, sep: "\\t", nullValue: "null", "odd key": "" }
              validation: { split: 0.1 }
              label: { column: "yes: no", kind: number }
              features: { numeric: [age, "capital gain", "1"], categorical: ["null"] }
              standardize: true
            model:
              input: [4]
              layers:
                - dense: { name: a, units: 3, activation: { leakyRelu: { slope: 0.1 } } }
                - dense: { units: 1, inputs: [a] }
            optimizer: { nesterov: { learningRate: { step: { from: 0.1, factor: 0.5, every: 2,
                unit: epochs, warmup: 1 } }, momentum: 0.8, l2: 1e-4 } }
            training: { earlyStopping: { patience: 2 }, clip: { norm: 1 }, batch: all }
            """));
  }

  private static void assertRoundTrip(LoadedConfig first) {
    LoadedConfig again =
        ConfigLoader.load("run/config.yaml", first.resolvedYaml(), Map.of(), List.of());
    assertThat(again.config()).isEqualTo(first.config());
    assertThat(withoutOrigins(again)).isEqualTo(withoutOrigins(first));
    assertThat(again.resolvedYaml()).doesNotContain("# default");
  }

  private static String withoutOrigins(LoadedConfig config) {
    return config.resolvedYaml().replaceAll(" # \\S+\n", "\n");
  }

  @Test
  void writesEveryKeyWithItsOrigin() {
    LoadedConfig loaded =
        Configs.loaded(
            Configs.SHORTEST, "optimizer.sgd.learningRate=0.1", "model.layers.1.dense.units=7");
    assertThat(loaded.resolvedYaml())
        .startsWith(
            """
            name: x # default
            seed: 42 # default
            data:
              train:
                format: digits # conf/x.yaml:2
                samples: 20000 # default
                seed: 1 # default
              validation: null # default
            """)
        .contains(
            """
            model:
              inputs: null # default
              input: [1, 28, 28] # default
              initializer: null # default
              torchscript: null # default
              dl4j: null # default
              layers:
                - flatten:
                    name: flatten1 # default
                    inputs: [] # default
                - dense:
                    name: dense1 # default
                    inputs: [] # default
                    units: 7 # --set
                    bias: true # default
                    activation: identity # default
                    initializer: null # default
                    biasInitializer: null # default
              outputs: null # default
              loss: crossEntropy # default
            """)
        .contains("optimizer:\n  sgd:\n    learningRate: 0.1 # --set\n");
  }

  @Test
  void reportsEverythingAtOnce() {
    String yaml =
        """
        data:
          train: { format: csv }
          scale: { divde: 255 }
        model:
          layers:
            - conv2d: { filters: 0, kernl: 5 }
            - dens: { units: 10 }
        optimizer:
          adam: { beta2: 1.0, learningRate: fast }
        training: { epoch: 5, batch: 32.5 }
        """;
    assertThatThrownBy(() -> Configs.load(yaml, "training.lanes=0", "cluster.mode=round"))
        .isInstanceOfSatisfying(
            TrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION))
        .hasMessage(
            """
            12 errors in the configuration:
              data.train.path: is required. Write for example path: data/train.csv. (conf/x.yaml:2)
              data.scale.divde = 255: unknown key. Did you mean divide? (conf/x.yaml:3)
              model.layers.0.conv2d.filters = 0: must be a whole number of at least 1. Write for\
             example 16. (conf/x.yaml:6)
              model.layers.0.conv2d.kernel: is required. Write for example kernel: 3. (conf/x.yaml:6)
              model.layers.0.conv2d.kernl = 5: unknown key. Did you mean kernel? (conf/x.yaml:6)
              model.layers.1.dens: is no layer of this version. Did you mean dense? (conf/x.yaml:7)
              optimizer.adam.learningRate = fast: must be a number of at least 0, or a schedule.\
             Write for example 0.001. (conf/x.yaml:9)
              optimizer.adam.beta2 = 1.0: must be a number in [0, 1). Write for example 0.999.\
             (conf/x.yaml:9)
              training.batch = 32.5: must be a whole number of at least 1, or all. Write for example\
             32. (conf/x.yaml:10)
              training.epoch = 5: unknown key. Did you mean epochs? (conf/x.yaml:10)
              training.lanes = 0: must be a whole number of at least 1. Write for example 4. (--set)
              cluster.mode = round: must be auto, gang or rounds. Did you mean rounds? (--set)""");
  }
}
