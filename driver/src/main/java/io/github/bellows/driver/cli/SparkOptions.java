package io.github.bellows.driver.cli;

import io.github.bellows.common.config.ConfigLoader;
import io.github.bellows.common.config.InstructionSet;
import io.github.bellows.common.config.RunConfig;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.storage.Storage;
import io.github.bellows.driver.cluster.ModeChoice;
import io.github.bellows.driver.cluster.Slots;
import io.github.bellows.driver.prepare.BellowsKryo;
import io.github.bellows.worker.exchange.ExchangeKeys;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Option;

/** The options that belong to Spark, on every command that needs it. */
final class SparkOptions {
  @Option(
      names = "--master",
      paramLabel = "MASTER",
      description =
          "Where Spark runs: local[n] for n workers, local[*] for one per core (default), or a"
              + " cluster: spark://HOST:PORT, yarn, k8s://URL.")
  private String master = "";

  @Option(
      names = "--conf",
      paramLabel = "KEY=VALUE",
      description = "A key of Spark; spark.bellows.KEY sets a key of the configuration.")
  private Map<String, String> conf = new LinkedHashMap<>();

  private Map<String, String> executorEnvironment = Map.of();

  /** Returns what was given: these options over spark-submit's; and a master. */
  SparkConf given() {
    SparkConf spark = new SparkConf();
    conf.forEach(spark::set);
    if (!master.isEmpty()) {
      spark.setMaster(master);
    }
    return spark.setIfMissing("spark.master", "local[*]");
  }

  /** Returns Spark's configuration: what was given, and our own defaults. */
  SparkConf sparkConf() {
    SparkConf spark = given();
    spark.setIfMissing("spark.ui.showConsoleProgress", "false");
    spark.setIfMissing(BellowsKryo.KEY, BellowsKryo.class.getName());
    executorEnvironment.forEach(
        (name, value) -> spark.setIfMissing("spark.executorEnv." + name, value));
    if (spark.get("spark.master").startsWith("local")) {
      spark.setIfMissing("spark.ui.enabled", "false");
      spark.setIfMissing("spark.driver.host", "localhost");
      spark.setIfMissing("spark.driver.bindAddress", "127.0.0.1");
      spark.setIfMissing("spark.sql.shuffle.partitions", "8");
    }
    return spark;
  }

  /** Starts executors for some instructions, unless Spark's configuration says otherwise. */
  void pin(InstructionSet instructions) {
    executorEnvironment = instructions.environment();
  }

  /** Returns the keys that set the configuration of a run: not those for the exchange. */
  static Map<String, String> bellowsKeys(SparkConf spark) {
    Map<String, String> keys = new LinkedHashMap<>();
    for (scala.Tuple2<String, String> entry : spark.getAll()) {
      if (entry._1().startsWith(ConfigLoader.SPARK_PREFIX) && !ExchangeKeys.contain(entry._1())) {
        keys.put(entry._1(), entry._2());
      }
    }
    return keys;
  }

  /**
   * Checks that Spark knows the master, and the exchange its keys, before anything is written or
   * started.
   *
   * @throws TrainingException ({@link ErrorCode#CONFIGURATION}) if not
   */
  void checkMaster() {
    SparkConf settings = sparkConf();
    Slots.requireMaster(settings);
    ExchangeKeys.check(settings);
  }

  /**
   * Checks that Spark's settings allow the mode of a run, before anything is written or started.
   *
   * @throws TrainingException ({@link ErrorCode#CONFIGURATION}) if not
   */
  void checkMode(RunConfig config) {
    ModeChoice unused = ModeChoice.of(sparkConf(), config.cluster().mode());
  }

  /** Starts Spark for any number of workers. */
  SparkSession open(String name) {
    return open(name, 0);
  }

  /**
   * Starts Spark.
   *
   * @param workers that must run at the same time
   * @throws TrainingException ({@link ErrorCode#CONFIGURATION}) if it does not start with these
   *     settings, ({@link ErrorCode#NO_CAPACITY}) if they give fewer slots
   */
  SparkSession open(String name, int workers) {
    checkMaster();
    SparkConf settings = sparkConf();
    try {
      Slots.expected(settings, Integer.MAX_VALUE).requireAtLeast(workers);
      return SparkSession.builder().config(settings).appName("bellows " + name).getOrCreate();
    } catch (TrainingException e) {
      throw e;
    } catch (Exception e) { // Spark throws checked exceptions that Java does not see
      throw new TrainingException(
          ErrorCode.CONFIGURATION,
          "Spark: does not start ("
              + String.valueOf(e.getMessage()).lines().findFirst().orElse("")
              + "). Check --master, --conf and Spark's own settings.",
          e);
    }
  }

  /** Returns the file systems that Spark's Hadoop configuration knows. */
  static Storage storage(SparkSession spark) {
    return new Storage(spark.sparkContext().hadoopConfiguration());
  }

  /** Returns the file systems without Spark: its {@code spark.hadoop.*} keys and Hadoop's files. */
  Storage storage() {
    Configuration hadoop = new Configuration();
    for (scala.Tuple2<String, String> entry : sparkConf().getAll()) {
      if (entry._1().startsWith("spark.hadoop.")) {
        hadoop.set(entry._1().substring("spark.hadoop.".length()), entry._2());
      }
    }
    return new Storage(hadoop);
  }
}
