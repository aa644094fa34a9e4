package io.github.bellows.common.config;

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
  private static final Rule<TrainingConfig.Averaging> AVERAGING =
      Rule.choice(List.of("gradients"), TrainingConfig.Averaging.values(), "parameters");
  private static final Rule<ClusterConfig.Mode> MODES =
      Rule.choice(List.of("auto", "gang"), ClusterConfig.Mode.values(), "rounds");
  private static final Rule<ClusterConfig.Device> DEVICES =
      Rule.choice(List.of("auto", "cpu"), ClusterConfig.Device.values(), "cuda", "gpu");
  private static final Rule<ClusterConfig.Engine> ENGINES =
      Rule.choice(List.of("auto", "torch", "dl4j"), ClusterConfig.Engine.values());
  private static final int AUTO = 0;
  private static final int ALL = 0;

  private RunReader() {}

  /** Reads a configuration; what {@code root} reports decides whether it can be used. */
  static RunConfig read(Section root, String defaultName) {
    String name = root.get("name", NAME, defaultName);
    long seed = root.get("seed", Rule.longNumber(Long.MIN_VALUE), 42L);
    DataConfig data = DataReader.read(root.section("data"));
    ModelConfig model = ModelReader.read(root.section("model"), data);
    return new RunConfig(
        name,
        seed,
        data.withSteps(data.length() == null ? null : model.steps()),
        model,
        Optimizers.get(root, "optimizer"),
        training(root.section("training"), data, model),
        cluster(root.section("cluster")),
        checkpoint(root.section("checkpoint")),
        root.get("output", Rule.text(), "runs"));
  }

  private static TrainingConfig training(Section training, DataConfig data, ModelConfig model) {
    int epochs = training.get("epochs", COUNT, 10);
    Long steps = training.optional("steps", Rule.longNumber(1), 1000L);
    int batch = training.get("batch", Rule.wordOr("all", ALL, COUNT), 32);
    int lanes = training.get("lanes", COUNT, 4);
    TrainingConfig.Averaging averaging =
        training.get("averaging", AVERAGING, TrainingConfig.Averaging.GRADIENTS);
    Section clip = training.section("clip");
    Double norm = clip.optional("norm", Rule.positive(), 1.0);
    Double value = clip.optional("value", Rule.positive(), 1.0);
    return new TrainingConfig(
        epochs,
        steps,
        batch,
        lanes,
        averaging,
        norm == null ? Double.POSITIVE_INFINITY : norm,
        value == null ? Double.POSITIVE_INFINITY : value,
        training.get("shuffle", Rule.flag(), true),
        earlyStopping(training, data, model),
        training.get("logEverySteps", COUNT, 50),
        training.get("validateEveryEpochs", COUNT, 1));
  }

  private static @Nullable EarlyStopping earlyStopping(
      Section training, DataConfig data, ModelConfig model) {
    Section section = training.optionalSection("earlyStopping");
    if (section == null) {
      return null;
    }
    if (data.validation() == null) {
      training.report(
          "earlyStopping",
          "needs validation data",
          "Write for example data: {validation: {split: 0.1}}");
    }
    EarlyStopping stopping = earlyStopping(section);
    new MetricNames(model.outputs(), data.labels()).check(section, stopping.metric());
    return stopping;
  }

  /** Reads the keys of early stopping. */
  static EarlyStopping earlyStopping(Section section) {
    return new EarlyStopping(
        section.get("metric", MetricNames.RULE, "loss"),
        section.require("patience", COUNT, 3),
        section.get("minDelta", Rule.notNegative(), 0.0),
        section.get("restoreBest", Rule.flag(), true));
  }

  private static ClusterConfig cluster(Section cluster) {
    int workers = cluster.get("workers", Rule.wordOr("auto", AUTO, COUNT), AUTO);
    return new ClusterConfig(
        workers == AUTO ? null : Integer.valueOf(workers),
        cluster.get("mode", MODES, ClusterConfig.Mode.AUTO),
        cluster.get("device", DEVICES, ClusterConfig.Device.AUTO),
        cluster.get("engine", ENGINES, ClusterConfig.Engine.AUTO));
  }

  private static CheckpointConfig checkpoint(Section checkpoint) {
    return new CheckpointConfig(
        checkpoint.get("everySteps", COUNT, 500), checkpoint.get("keep", COUNT, 3));
  }
}
