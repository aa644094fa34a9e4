package io.github.bellows.common.config;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.model.ModelSpec;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes a checked configuration of a file's text, Spark's {@code --conf spark.bellows.*} and the
 * command line's {@code --set}; each overrides the ones before it, key by key.
 */
public final class ConfigLoader {
  /** What Spark's keys of a configuration begin with. */
  public static final String SPARK_PREFIX = "spark.bellows.";

  private ConfigLoader() {}

  /**
   * Returns the configuration.
   *
   * @param source what messages and origins call the file, such as its path as the user gave it;
   *     its last part without {@code .yaml} is the default of {@code name}
   * @param yaml the file's text
   * @param sparkConf Spark's keys for this configuration; those without {@link #SPARK_PREFIX} are
   *     ignored
   * @param sets {@code key=value}, a later one overrides an earlier one; values are YAML
   * @throws TrainingException ({@link ErrorCode#CONFIGURATION}) with everything wrong with it, one
   *     line each
   */
  public static LoadedConfig load(
      String source, String yaml, Map<String, String> sparkConf, List<String> sets) {
    return load(source, yaml, sparkConf, sets, NetworkFiles.NONE);
  }

  /**
   * Returns the configuration of a text without {@code model:}, for a network that comes from
   * elsewhere.
   *
   * @param source what messages call the text
   * @throws TrainingException ({@link ErrorCode#CONFIGURATION}) with everything wrong with it, one
   *     line each
   */
  public static LoadedConfig load(String source, String yaml, ModelSpec network) {
    Problems problems = new Problems();
    return read(source, YamlSource.read(yaml, source, problems), network, problems);
  }

  /**
   * Returns the configuration, whose network may come from a file of Deeplearning4j; see the other
   * method.
   *
   * @param files reads that file
   */
  public static LoadedConfig load(
      String source,
      String yaml,
      Map<String, String> sparkConf,
      List<String> sets,
      NetworkFiles files) {
    Problems problems = new Problems();
    Node.Mapping tree = YamlSource.read(yaml, source, problems);
    for (Map.Entry<String, String> entry : new TreeMap<>(sparkConf).entrySet()) {
      if (entry.getKey().startsWith(SPARK_PREFIX)) {
        String key = entry.getKey().substring(SPARK_PREFIX.length());
        tree = put(tree, key, entry.getValue(), Origin.CONF, problems);
      }
    }
    for (String set : sets) {
      int equals = set.indexOf('=');
      if (equals < 1) {
        problems.add(
            "--set " + set,
            "must be key=value",
            "Write for example --set training.epochs=3",
            Origin.SET);
      } else {
        String key = set.substring(0, equals).strip();
        tree = put(tree, key, set.substring(equals + 1), Origin.SET, problems);
      }
    }
    return read(source, NetworkFileKeys.resolve(tree, files, problems), null, problems);
  }

  private static LoadedConfig read(
      String source, Node.Mapping tree, @Nullable ModelSpec network, Problems problems) {
    Reading reading = new Reading(problems);
    Section root = reading.section("", tree, tree.origin());
    RunConfig config = RunReader.read(root, defaultName(source), network);
    reading.reportUnknownKeys();
    problems.throwIfAny();
    return new LoadedConfig(config, YamlText.writeWithOrigins(root.resolved()));
  }

  private static Node.Mapping put(
      Node.Mapping tree, String key, String text, Origin origin, Problems problems) {
    return Overlay.put(tree, key, YamlSource.readValue(text, key, origin, problems), problems);
  }

  /** Returns the file's name without directories and ending, as a name that a run may have. */
  private static String defaultName(String source) {
    String file = source.substring(Math.max(source.lastIndexOf('/'), source.lastIndexOf('\\')) + 1);
    String name =
        file.replaceFirst("\\.ya?ml$", "")
            .replaceAll("[^A-Za-z0-9._-]", "-")
            .replaceFirst("^[^A-Za-z0-9]+", "");
    return name.isEmpty() ? "run" : name;
  }
}
