package io.github.bellows.driver.dl4j;

import io.github.bellows.common.config.ConfigLoader;
import io.github.bellows.common.config.LoadedConfig;
import io.github.bellows.common.config.ModelYaml;
import io.github.bellows.common.model.ModelInput;
import io.github.bellows.common.model.ModelSpec;
import io.github.bellows.driver.dl4j.translation.Translated;
import io.github.bellows.driver.dl4j.updater.Method;
import io.github.bellows.driver.dl4j.updater.Rates;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The configuration of one {@code fit}.
 *
 * @param network what is trained
 * @param method how
 * @param options of the master
 * @param survey what the examples are like
 * @param prepared directory of the prepared examples
 */
record FitText(
    Translated network,
    Method method,
    MasterOptions options,
    ExampleSurvey survey,
    String prepared) {
  /** What messages call the examples. */
  static final String SOURCE = "the training RDD";

  /**
   * Returns the configuration.
   *
   * @param rates of the updates that the run will make
   */
  LoadedConfig load(Rates rates) {
    return network.isNative()
        ? ConfigLoader.load(SOURCE, text(rates), network.spec())
        : ConfigLoader.load(SOURCE, text(rates), Map.of(), List.of());
  }

  private String text(Rates rates) {
    return "name: fit\nseed: "
        + options.get(MasterOptions.SEED)
        + "\ndata:\n  train: { format: dataset, path: "
        + SOURCE
        + " }\n  labels: ["
        + labels()
        + "]\n"
        + (readsEnds() ? "  length: " + ExampleRows.LENGTH + "\n" : "")
        + (survey.weighted() ? "  weight: " + ExampleRows.WEIGHT + "\n" : "")
        + "  prepared: '"
        + prepared
        + "'\n  prefetch: "
        + options.get(MasterOptions.PREFETCH)
        + "\n"
        + (network.isNative()
            ? ""
            : "model:\n" + ModelYaml.write(ofFullLength(network.spec())).indent(2))
        + "optimizer:\n  "
        + method.optimizer(rates)
        + "\ntraining:\n  epochs: 1\n  lanes: "
        + options.get(MasterOptions.WORKERS)
        + "\n  batch: "
        + options.get(MasterOptions.BATCH)
        + "\n  shuffle: "
        + options.get(MasterOptions.SHUFFLE)
        + "\n  clip: "
        + method.clipping()
        + local(rates)
        + method.layers()
        + "cluster: { engine: "
        + (network.isNative() ? "dl4j" : options.get(MasterOptions.ENGINE))
        + " }\ncheckpoint: { everySteps: "
        + Integer.MAX_VALUE
        + " }\n";
  }

  /** Returns a description without what a configuration says by {@code data.length}. */
  private static ModelSpec ofFullLength(ModelSpec spec) {
    List<ModelInput> inputs =
        spec.inputs().stream()
            .map(input -> new ModelInput(input.name(), input.shape(), false))
            .toList();
    return new ModelSpec(inputs, spec.layers(), spec.outputs());
  }

  /** Returns whether layers are told where sequences end. */
  boolean readsEnds() {
    return network.spec().inputs().get(0).variableLength();
  }

  private String labels() {
    String missing = survey.gaps() ? ", missing: skip" : "";
    return IntStream.range(0, network.spec().outputs().size())
        .mapToObj(
            output -> "{ column: " + ExampleRows.label(output) + ", kind: vector" + missing + " }")
        .collect(Collectors.joining(", "));
  }

  private String local(Rates rates) {
    boolean keeps = options.get(MasterOptions.SAVE_UPDATER);
    return options.get(MasterOptions.FREQUENCY) == 1 && keeps
        ? "\n"
        : "\n  averaging: parameters\n  localState: "
            + (keeps ? "average" : "forget")
            + "\n  localSteps: "
            + options.get(MasterOptions.FREQUENCY)
            + "\n  startAfter: "
            + rates.first()
            + "\n";
  }
}
