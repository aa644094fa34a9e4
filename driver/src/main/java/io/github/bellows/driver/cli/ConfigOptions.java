package io.github.bellows.driver.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.bellows.common.config.ConfigLoader;
import io.github.bellows.common.config.LoadedConfig;
import io.github.bellows.common.config.NetworkFiles;
import io.github.bellows.common.storage.Storage;
import io.github.bellows.driver.dl4j.file.Dl4jNetworks;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkConf;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A configuration file and what overrides it. */
final class ConfigOptions {
  @Parameters(
      paramLabel = "CONF",
      description = "The configuration, a YAML file on any file system.")
  private String file = "";

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Sets a key of the configuration, such as training.epochs=3. Repeatable.")
  private List<String> sets = new ArrayList<>();

  /** Returns the path that was given. */
  String file() {
    return file;
  }

  /** Returns what overrides the file, as it was given. */
  List<String> sets() {
    return List.copyOf(sets);
  }

  /** Reads and checks the configuration. */
  LoadedConfig load(Storage storage, SparkConf spark) {
    return load(storage, spark, file, sets);
  }

  /** Reads and checks the configuration, with the network of a file where it names one. */
  LoadedConfig load(Storage storage, SparkConf spark, NetworkFiles files) {
    return load(storage, spark, file, sets, files);
  }

  /** Reads and checks a configuration. */
  static LoadedConfig load(Storage storage, SparkConf spark, String file, List<String> sets) {
    return load(storage, spark, file, sets, new Dl4jNetworks(storage));
  }

  private static LoadedConfig load(
      Storage storage, SparkConf spark, String file, List<String> sets, NetworkFiles files) {
    String text = new String(storage.read(storage.qualify(file)), UTF_8);
    return ConfigLoader.load(file, text, SparkOptions.bellowsKeys(spark), sets, files);
  }
}
