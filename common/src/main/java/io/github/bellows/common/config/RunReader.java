package io.github.bellows.common.config;

import io.github.bellows.common.gradient.Wire;
import io.github.bellows.common.model.ModelSpec;
import io.github.bellows.common.optim.OptimizerSpec;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a whole configuration, section by section, and the rules between sections. */
final class RunReader {
  private static final Rule<Integer> COUNT = Rule.wholeNumber(1);
  private static final Rule<String> NAME =
      Rule.text(
          "must be letters, digits, dots, - and _, and start with a letter or digit",
          Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*"));
  private static final Rule<ClusterConfig.Mode> MODES =
      Rule.choice(List.of("auto", "gang", "rounds"), ClusterConfig.Mode.values());
  private static final Rule<ClusterConfig.Device> DEVICES =
      Rule.choice(List.of("auto", "cpu"), ClusterConfig.Device.values(), "cuda", "gpu");
  private static final Rule<ClusterConfig.Engine> ENGINES =
      Rule.choice(List.of("auto", "torch", "dl4j"), ClusterConfig.Engine.values());
  private static final Rule<ClusterConfig.Slices> SLICES =
      Rule.choice(List.of("auto", "driver", "groups"), ClusterConfig.Slices.values());
  private static final Rule<Wire> WIRES = Rule.choice(List.of("fp32", "bf16"), Wire.values());
  private static final Rule<InstructionSet> INSTRUCTIONS =
      Rule.choice(List.of("auto", "default", "avx2", "avx512"), InstructionSet.values());
  private static final int AUTO = 0;

  /** A pause of the JVM or of the network is no reason to give a worker up. */
  private static final Rule<Integer> SECONDS = Rule.wholeNumber(5);

  private static final int STANDARD_DEADLINE = 600;

  private RunReader() {}

  /**
   * Reads a configuration; what {@code root} reports decides whether it can be used.
   *
   * @param network in place of {@code model:}; null to read that
   */
  static RunConfig read(Section root, String defaultName, @Nullable ModelSpec network) {
    String name = root.get("name", NAME, defaultName);
    long seed = root.get("seed", Rule.longNumber(Long.MIN_VALUE), 42L);
    DataConfig data = DataReader.read(root.section("data"));
    ModelConfig model =
        network == null
            ? ModelReader.read(root.section("model"), data)
            : ModelReader.given(root, network);
    OptimizerSpec optimizer = Optimizers.get(root, "optimizer");
    TrainingConfig training = TrainingReader.read(root, optimizer, data, model);
    return new RunConfig(
        name,
        seed,
        data.withSteps(data.length() == null ? null : model.steps()),
        model,
        optimizer,
        training,
        cluster(root.section("cluster"), training),
        checkpoint(root.section("checkpoint")),
        root.get("output", Rule.text(), "runs"));
  }

  private static ClusterConfig cluster(Section cluster, TrainingConfig training) {
    int workers = cluster.get("workers", Rule.wordOr("auto", AUTO, COUNT), AUTO);
    ClusterConfig config =
        new ClusterConfig(
            workers == AUTO ? null : Integer.valueOf(workers),
            cluster.get("mode", MODES, ClusterConfig.Mode.AUTO),
            cluster.get("device", DEVICES, ClusterConfig.Device.AUTO),
            cluster.get("engine", ENGINES, ClusterConfig.Engine.AUTO),
            cluster.get("slices", SLICES, ClusterConfig.Slices.AUTO),
            cluster.get("wire", WIRES, Wire.FP32),
            cluster.get("retries", Rule.wholeNumber(0), 8),
            Duration.ofSeconds(cluster.get("deadline", SECONDS, STANDARD_DEADLINE)),
            cluster.get("instructionSet", INSTRUCTIONS, InstructionSet.AUTO));
    if (config.wire() == Wire.BF16) {
      checkRounding(cluster, config, training);
    }
    return config;
  }

  /** What is rounded are the gradients of lanes that stay where they are. */
  private static void checkRounding(
      Section cluster, ClusterConfig config, TrainingConfig training) {
    if (training.local() != null) {
      cluster.report(
          "wire",
          "needs training.averaging: gradients; averaged parameters cross as they are",
          "Use wire: fp32, or averaging: gradients");
    }
    if (config.mode() == ClusterConfig.Mode.ROUNDS) {
      cluster.report(
          "wire",
          "needs a gang; with mode: rounds tasks keep nothing between steps, and so no residuals",
          "Use wire: fp32, or mode: gang");
    }
  }

  private static CheckpointConfig checkpoint(Section checkpoint) {
    return new CheckpointConfig(
        checkpoint.get("everySteps", COUNT, 500), checkpoint.get("keep", COUNT, 3));
  }
}
