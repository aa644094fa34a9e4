package io.github.bellows.driver.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.bellows.common.config.LoadedConfig;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.storage.Storage;
import io.github.bellows.driver.dl4j.file.Dl4jNetworks;
import io.github.bellows.driver.run.RunDirectories;
import io.github.bellows.driver.train.RunDirectory;
import io.github.bellows.driver.train.StatusFile;
import java.time.Clock;
import java.time.ZoneId;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bellows train CONF}: a new run. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    description = "Trains a network as a configuration says, and saves it in a run directory.")
final class TrainCommand implements Callable<Integer> {
  @Mixin private ConfigOptions configuration;
  @Mixin private SparkOptions spark;

  @Option(
      names = "--run-dir",
      paramLabel = "DIR",
      description = "The run's directory; must not hold a run. Default: output/NAME-DATE-TIME.")
  private @Nullable String runDirectory;

  @Override
  public Integer call() {
    Storage storage = spark.storage();
    LoadedConfig loaded;
    RunDirectory directory;
    try {
      spark.checkMaster();
      Dl4jNetworks networks = new Dl4jNetworks(storage);
      loaded = configuration.load(storage, spark.sparkConf(), networks);
      spark.checkMode(loaded.config());
      directory =
          RunDirectories.create(
              storage, loaded, runDirectory, Clock.system(ZoneId.systemDefault()));
      if (networks.keepWeights(directory.path())) {
        // From here on the run needs the file no more.
        loaded = configuration.load(storage, spark.sparkConf(), networks);
        storage.replace(directory.config(), loaded.resolvedYaml().getBytes(UTF_8));
      }
    } catch (TrainingException e) {
      noteFailure(storage, e);
      throw e;
    }
    return new RunSession(spark, loaded.config(), directory).run();
  }

  /** A scheduler that named the directory finds the reason there, unless it holds another run. */
  private void noteFailure(Storage storage, TrainingException failure) {
    if (runDirectory == null || failure.code() == ErrorCode.CANNOT_WRITE) {
      return;
    }
    try {
      RunDirectory directory = new RunDirectory(storage, storage.qualify(runDirectory));
      RunDirectories.refuseUsed(directory);
      new StatusFile(directory, Clock.systemUTC()).failed(failure);
    } catch (TrainingException second) {
      failure.addSuppressed(second); // The first error is the one to report.
    }
  }
}
