package io.github.bellows.common.config;

import io.github.bellows.common.drawn.DrawnFormat;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.metric.Metric;
import io.github.bellows.common.model.Loss;
import io.github.bellows.common.model.ModelSpec;
import io.github.bellows.common.model.NamedLayer;
import io.github.bellows.common.model.Network;
import io.github.bellows.common.model.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads a whole configuration, section by section, and the rules between sections. */
final class RunReader {
  private static final Rule<Integer> COUNT = Rule.wholeNumber(1);
  private static final Rule<String> NAME =
      Rule.text(
          "must be letters, digits, dots, - and _, and start with a letter or digit",
          Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*"));
  private static final Rule<Loss> LOSSES =
      Rule.choice(List.of("crossEntropy", "meanSquaredError"), Loss.values());
  private static final List<String> METRIC_KEYS =
      Arrays.stream(Metric.values()).map(Metric::key).toList();
  private static final Rule<String> METRICS =
      Rule.choice(METRIC_KEYS, METRIC_KEYS.toArray(String[]::new));
  private static final Rule<TrainingConfig.Averaging> AVERAGING =
      Rule.choice(List.of("gradients"), TrainingConfig.Averaging.values(), "parameters");
  private static final Rule<ClusterConfig.Mode> MODES =
      Rule.choice(List.of("auto", "gang"), ClusterConfig.Mode.values(), "rounds");
  private static final Rule<ClusterConfig.Device> DEVICES =
      Rule.choice(List.of("auto", "cpu"), ClusterConfig.Device.values(), "cuda", "gpu");
  private static final Rule<ClusterConfig.Engine> ENGINES =
      Rule.choice(List.of("auto", "torch"), ClusterConfig.Engine.values(), "dl4j");
  private static final List<Integer> IMAGE = List.of(1, 28, 28);
  private static final int AUTO = 0;
  private static final int ALL = 0;

  private RunReader() {}

  /** Reads a configuration; what {@code root} reports decides whether it can be used. */
  static RunConfig read(Section root, String defaultName) {
    String name = root.get("name", NAME, defaultName);
    long seed = root.get("seed", Rule.longNumber(Long.MIN_VALUE), 42L);
    DataConfig data = DataReader.read(root.section("data"));
    ModelConfig model = model(root.section("model"), data);
    return new RunConfig(
        name,
        seed,
        data.withInput(model.input()),
        model,
        Optimizers.get(root, "optimizer"),
        training(root.section("training"), data),
        cluster(root.section("cluster")),
        checkpoint(root.section("checkpoint")),
        root.get("output", Rule.text(), "runs"));
  }

  private static ModelConfig model(Section model, DataConfig data) {
    Shape input = input(model, data.train());
    List<NamedLayer> layers = Layers.read(model);
    boolean classes = data.label().kind().isClasses();
    Loss loss = loss(model, classes ? Loss.CROSS_ENTROPY : Loss.MEAN_SQUARED_ERROR);
    if (loss == Loss.CROSS_ENTROPY && !classes) {
      model.report("loss", "needs data.label.kind class", "Write meanSquaredError");
    } else if (loss == Loss.MEAN_SQUARED_ERROR && classes) {
      model.report(
          "loss",
          "needs data.label.kind number or vector",
          "Write crossEntropy, or change the kind");
    }
    String weights = model.optional("initialWeights", Rule.text(), "weights.safetensors");
    if (input != null && !layers.isEmpty() && model.reading().problems().isEmpty()) {
      checkNetwork(model, new ModelSpec(input, layers, loss));
    }
    return new ModelConfig(input, layers, loss, weights);
  }

  /** Reads the loss of a model. */
  static Loss loss(Section model, Loss standard) {
    return model.get("loss", LOSSES, standard);
  }

  private static @Nullable Shape input(Section model, SourceConfig train) {
    if (train.format().equals("idx") && model.given("input") == null) {
      model.reportMissing("input", IMAGE.toString());
    }
    DrawnFormat drawn = DrawnFormat.of(train.format());
    return input(model, drawn == null ? null : drawn.shape().sizes());
  }

  /** Reads the input shape of a model; the default if it was left out. */
  static @Nullable Shape input(Section model, @Nullable List<Integer> standard) {
    List<Integer> sizes = model.list("input", COUNT, standard, IMAGE);
    if (sizes == null) {
      return null;
    }
    if (sizes.isEmpty()) {
      model.report("input", "must have at least one size", "Write for example " + IMAGE);
      return new Shape(IMAGE);
    }
    double elements = sizes.stream().mapToDouble(Integer::doubleValue).reduce(1, (a, b) -> a * b);
    if (elements > Integer.MAX_VALUE) {
      model.report("input", "must have at most 2147483647 elements", "Write for example " + IMAGE);
      return new Shape(IMAGE);
    }
    return new Shape(sizes);
  }

  /** Reports what {@link Network} finds, which knows the layer but not the line. */
  private static void checkNetwork(Section model, ModelSpec spec) {
    try {
      var unused = Network.of(spec);
    } catch (TrainingException e) {
      Node layers = model.given("layers");
      model
          .reading()
          .problems()
          .add(String.valueOf(e.getMessage()), layers == null ? model.where() : layers.origin());
    }
  }

  private static TrainingConfig training(Section training, DataConfig data) {
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
        earlyStopping(training, data),
        training.get("logEverySteps", COUNT, 50),
        training.get("validateEveryEpochs", COUNT, 1));
  }

  private static @Nullable EarlyStopping earlyStopping(Section training, DataConfig data) {
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
    boolean classes = data.label().kind().isClasses();
    List<Metric> measured = classes ? Metric.OF_CLASSIFICATION : Metric.OF_REGRESSION;
    if (measured.stream().noneMatch(metric -> metric.key().equals(stopping.metric()))) {
      section.report(
          "metric",
          "is not measured for " + (classes ? "classes" : "numbers"),
          "Write one of " + measured.stream().map(Metric::key).collect(Collectors.joining(", ")));
    }
    return stopping;
  }

  /** Reads the keys of early stopping. */
  static EarlyStopping earlyStopping(Section section) {
    return new EarlyStopping(
        section.get("metric", METRICS, "loss"),
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
