package io.github.bellows.common.config;

import io.github.bellows.common.error.Nearest;
import io.github.bellows.common.gradient.Clipping;
import io.github.bellows.common.model.NamedLayer;
import io.github.bellows.common.optim.OptimizerSpec;
import io.github.bellows.common.schedule.Plateau;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code training:} and the rules between it and data, model and optimizer. */
final class TrainingReader {
  private static final Rule<Integer> COUNT = Rule.wholeNumber(1);
  private static final int ALL = 0;

  private final Section training;
  private final DataConfig data;
  private final ModelConfig model;

  private TrainingReader(Section training, DataConfig data, ModelConfig model) {
    this.training = training;
    this.data = data;
    this.model = model;
  }

  /** Reads the section {@code training}, and joins it with the optimizer. */
  static TrainingConfig read(
      Section root, OptimizerSpec optimizer, DataConfig data, ModelConfig model) {
    TrainingReader reader = new TrainingReader(root.section("training"), data, model);
    Node written = root.given("optimizer");
    Origin where = written == null ? root.where() : written.origin();
    optimizer.learningRate().plateaus().forEach(plateau -> reader.checkPlateau(plateau, where));
    return reader.read();
  }

  private TrainingConfig read() {
    return new TrainingConfig(
        training.get("epochs", COUNT, 10),
        training.optional("steps", Rule.longNumber(1), 1000L),
        training.get("batch", Rule.wordOr("all", ALL, COUNT), 32),
        training.get("lanes", COUNT, 4),
        LocalReader.read(training),
        clipping(training.section("clip")),
        layers(),
        training.get("shuffle", Rule.flag(), true),
        Averages.get(training, "weightAverage"),
        earlyStopping(),
        training.get("logEverySteps", COUNT, 50),
        training.get("validateEveryEpochs", COUNT, 1),
        training.get("recordSamples", Rule.flag(), false));
  }

  private static Clipping clipping(Section clip) {
    return new Clipping(limit(clip, "norm"), limit(clip, "layerNorm"), limit(clip, "value"));
  }

  private static double limit(Section clip, String key) {
    Double limit = clip.optional(key, Rule.positive(), 1.0);
    return limit == null ? Double.POSITIVE_INFINITY : limit;
  }

  private Map<String, LayerTraining> layers() {
    Map<String, LayerTraining> layers = new LinkedHashMap<>();
    Section section = training.optionalSection("layers");
    if (section == null) {
      return layers;
    }
    List<String> names = model.layers().stream().map(NamedLayer::name).toList();
    for (String name : section.givenKeys()) {
      Section layer = section.section(name);
      // The layers of a TorchScript file are known once it is read.
      if (model.torchscript() == null && !names.contains(name)) {
        String all = "There are " + String.join(", ", names);
        String fix = Nearest.to(name, names).map(near -> "Did you mean " + near + "?").orElse(all);
        section.report(name, "is no layer of the model", fix);
      }
      layers.put(name, layer(layer));
    }
    return layers;
  }

  /** Reads the keys of one layer. */
  static LayerTraining layer(Section layer) {
    double factor = layer.get("learningRateFactor", Rule.positive(), 1.0);
    Double biases = layer.optional("biasLearningRateFactor", Rule.positive(), 2.0);
    return new LayerTraining(
        factor,
        biases == null ? factor : biases,
        layer.get("frozen", Rule.flag(), false),
        layer.list("frozenTensors", Rule.text(), List.of("bias")),
        new LayerTraining.Pull(
            layer.optional("l1", Rule.notNegative(), 0.001),
            layer.optional("l2", Rule.notNegative(), 0.001),
            layer.optional("weightDecay", Rule.notNegative(), 0.01)));
  }

  private @Nullable EarlyStopping earlyStopping() {
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
    metrics().check(section, "metric", stopping.metric());
    return stopping;
  }

  private MetricNames metrics() {
    return new MetricNames(model.outputs(), data.labels());
  }

  /** Reads the keys of early stopping. */
  static EarlyStopping earlyStopping(Section section) {
    return new EarlyStopping(
        section.get("metric", MetricNames.RULE, "loss"),
        section.require("patience", COUNT, 3),
        section.get("minDelta", Rule.notNegative(), 0.0),
        section.get("restoreBest", Rule.flag(), true));
  }

  private void checkPlateau(Plateau plateau, Origin where) {
    String what = "optimizer: plateau of " + plateau.metric();
    Problems problems = training.reading().problems();
    if (data.validation() == null) {
      String fix = "Write for example data: {validation: {split: 0.1}}";
      problems.add(what, "needs validation data", fix, where);
    } else {
      metrics().check(plateau.metric(), what, problems, where);
    }
  }
}
