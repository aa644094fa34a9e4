package io.github.bellows.driver.ml;

import io.github.bellows.common.config.LoadedConfig;
import io.github.bellows.common.config.RunConfig;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.storage.Storage;
import io.github.bellows.driver.run.RunDirectories;
import io.github.bellows.driver.run.StopSignal;
import io.github.bellows.driver.run.TrainingRun;
import io.github.bellows.driver.train.RunDirectory;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trains the network of an estimator: a {@link TrainingRun} whose prepared rows, and run directory
 * unless one is asked for, lie in a temporary directory on the default file system, which is
 * removed.
 */
final class NetworkTraining {
  private static final Logger LOG = LoggerFactory.getLogger(NetworkTraining.class);

  private final NetworkEstimator<?, ?> estimator;
  private final SparkSession spark;
  private final Storage storage;
  private final Path temporary;
  private final LoadedConfig loaded;

  /**
   * Creates a training that has not begun.
   *
   * @throws TrainingException ({@link io.github.bellows.common.error.ErrorCode#CONFIGURATION}) with
   *     everything wrong with the parameters
   */
  NetworkTraining(NetworkEstimator<?, ?> estimator, SparkSession spark) {
    this.estimator = estimator;
    this.spark = spark;
    storage = new Storage(spark.sparkContext().hadoopConfiguration());
    temporary =
        storage.qualify(System.getProperty("java.io.tmpdir") + "/bellows-" + UUID.randomUUID());
    loaded = FitConfig.of(estimator, new Path(temporary, "prepared").toString());
  }

  /** Returns the kind of engine that was asked for. */
  String engine() {
    return loaded.config().cluster().engine().key();
  }

  /**
   * Returns the network trained on some rows.
   *
   * @throws TrainingException if that fails
   */
  TrainedNetwork train(Dataset<?> dataset) {
    RunConfig config = loaded.config();
    try (FitRows rows =
        new FitRows(dataset, config.data(), estimator.getValidationIndicatorCol())) {
      rows.checkClasses();
      RunDirectory directory =
          RunDirectories.create(storage, loaded, place().toString(), Clock.systemUTC());
      var unused = new TrainingRun(spark, config, directory, new StopSignal()).run(List.of(), rows);
      return TrainedNetwork.read(storage, directory.model());
    } finally {
      remove(storage, temporary);
    }
  }

  private Path place() {
    String fit = estimator.uid() + "-" + UUID.randomUUID().toString().substring(0, 8);
    String wanted = estimator.getRunDirectory();
    return new Path(wanted.isEmpty() ? temporary : storage.qualify(wanted), fit);
  }

  private static void remove(Storage storage, Path temporary) {
    try {
      storage.delete(temporary);
    } catch (TrainingException e) {
      LOG.warn("left behind: {}", e.getMessage());
    }
  }
}
