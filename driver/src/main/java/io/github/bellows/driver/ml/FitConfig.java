package io.github.bellows.driver.ml;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.bellows.common.config.ConfigLoader;
import io.github.bellows.common.config.LabelConfig;
import io.github.bellows.common.config.LoadedConfig;
import io.github.bellows.common.config.ModelConfig;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.loss.Loss;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The configuration that the parameters of an estimator amount to. */
final class FitConfig {
  /** What messages call the rows to train on. */
  static final String TRAINING = "the training rows";

  /** What messages call the rows to validate on. */
  static final String VALIDATION = "the validation rows";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SPLIT = "data.validation.split";

  /** Keys that say what an estimator knows already. */
  private static final List<String> OWN =
      List.of(
          "data.train",
          "data.validation",
          "data.label",
          "data.labels",
          "data.weight",
          "data.prepared",
          "output");

  private FitConfig() {}

  /**
   * Returns the configuration.
   *
   * @param prepared directory of the prepared rows
   * @throws TrainingException ({@link ErrorCode#CONFIGURATION}) with everything wrong with it
   */
  static LoadedConfig of(NetworkEstimator<?, ?> estimator, String prepared) {
    if (!estimator.isDefined(estimator.network())) {
      throw TrainingException.of(
          ErrorCode.CONFIGURATION,
          estimator.uid() + ".network",
          "must be set",
          "Call setNetwork(\"layers: [dense: {units: 2}]\")");
    }
    Map<String, String> conf = conf(estimator);
    conf.put(ConfigLoader.SPARK_PREFIX + "data.prepared", quoted(prepared));
    LoadedConfig loaded = ConfigLoader.load(estimator.uid(), yaml(estimator), conf, List.of());
    checkOutputs(estimator, loaded.config().model());
    return loaded;
  }

  private static Map<String, String> conf(NetworkEstimator<?, ?> estimator) {
    Map<String, String> conf = new HashMap<>();
    for (String entry : estimator.getConf()) {
      int equals = entry.indexOf('=');
      String key = equals < 0 ? entry : entry.substring(0, equals);
      boolean own = OWN.stream().anyMatch(o -> key.equals(o) || key.startsWith(o + "."));
      if (equals < 1 || (own && !key.equals(SPLIT))) {
        throw TrainingException.of(
            ErrorCode.CONFIGURATION,
            "conf: " + entry,
            equals < 1 ? "must be key=value" : "is for the estimator's own parameters to say",
            equals < 1
                ? "Write for example training.epochs=3"
                : "Use setLabelCol, setWeightCol, setValidationIndicatorCol or setRunDirectory");
      }
      conf.put(ConfigLoader.SPARK_PREFIX + key, entry.substring(equals + 1));
    }
    return conf;
  }

  /** The network comes first, so that messages count the lines of its text from the second on. */
  private static String yaml(NetworkEstimator<?, ?> estimator) {
    StringBuilder yaml = new StringBuilder(section("model", estimator.getNetwork()));
    if (estimator.isDefined(estimator.optimizer())) {
      yaml.append(section("optimizer", estimator.getOptimizer()));
    }
    if (estimator.isDefined(estimator.seed())) {
      yaml.append("seed: ").append(estimator.getSeed()).append('\n');
    }
    yaml.append("data: ").append(data(estimator)).append('\n');
    ObjectNode training = JSON.createObjectNode();
    if (estimator.isDefined(estimator.epochs())) {
      training.put("epochs", estimator.getEpochs());
    }
    if (estimator.isDefined(estimator.batch())) {
      training.put("batch", estimator.getBatch());
    }
    if (estimator.isDefined(estimator.lanes())) {
      training.put("lanes", estimator.getLanes());
    }
    return yaml.append("training: ").append(training).append('\n').toString();
  }

  private static String section(String key, String text) {
    return key + ":\n" + text.indent(2);
  }

  private static ObjectNode data(NetworkEstimator<?, ?> estimator) {
    ObjectNode data = JSON.createObjectNode();
    data.set("train", source(TRAINING));
    if (!estimator.getValidationIndicatorCol().isEmpty()) {
      data.set("validation", source(VALIDATION));
    }
    ObjectNode label = data.putObject("label");
    label.put("column", estimator.getLabelCol());
    label.put("kind", estimator.labelKind().word());
    if (!estimator.getWeightCol().isEmpty()) {
      data.put("weight", estimator.getWeightCol());
    }
    var numeric = data.putObject("features").putArray("numeric");
    estimator.featureColumns().forEach(numeric::add);
    return data;
  }

  private static ObjectNode source(String name) {
    return JSON.createObjectNode().put("format", "dataset").put("path", name);
  }

  private static String quoted(String text) {
    return JSON.getNodeFactory().textNode(text).toString();
  }

  private static void checkOutputs(NetworkEstimator<?, ?> estimator, ModelConfig model) {
    if (model.outputs().size() != 1) {
      throw TrainingException.of(
          ErrorCode.CONFIGURATION,
          "network: outputs",
          "there are " + model.outputs().size() + ", but a label column is compared with one",
          "Name one output, or train with a configuration file");
    }
    boolean scores = model.outputs().get(0).loss().prediction() == Loss.Prediction.SCORES;
    if (estimator.labelKind() == LabelConfig.Kind.CLASS
        && estimator instanceof ClassColumns<?> columns
        && scores
        && !columns.getProbabilityCol().isEmpty()) {
      throw TrainingException.of(
          ErrorCode.CONFIGURATION,
          "probabilityCol = " + columns.getProbabilityCol(),
          "a network with this loss gives scores, not probabilities",
          "Call setProbabilityCol(\"\"), or use the loss crossEntropy");
    }
  }
}
