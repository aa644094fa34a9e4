package io.github.bellows.driver.dl4j;

import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a training master was asked for.
 *
 * @param workers lanes of a step, each of which computes one batch; 0 for Spark's default
 *     parallelism
 * @param batchSizePerWorker examples in a lane's batch
 * @param averagingFrequency updates of a lane between two averagings; 1 averages gradients
 * @param prefetch batches that are read ahead
 * @param saveUpdater whether the updater's state is averaged and kept; else it begins anew
 * @param seed of the order of examples and of dropout
 * @param directory where prepared data and runs go, and stay; null for a temporary one
 * @param engine {@code auto}, {@code torch} or {@code dl4j}
 * @param shuffle whether each epoch has an order of its own
 */
record MasterOptions(
    int workers,
    int batchSizePerWorker,
    int averagingFrequency,
    int prefetch,
    boolean saveUpdater,
    long seed,
    @Nullable String directory,
    String engine,
    boolean shuffle)
    implements Serializable {
  /** What Deeplearning4j's own parameter averaging has by default, as far as it means the same. */
  static final MasterOptions DEFAULT = new MasterOptions(0, 16, 5, 8, true, 0, null, "auto", true);

  /** Returns the same options with a number of workers. */
  MasterOptions withWorkers(int number) {
    return new MasterOptions(
        number,
        batchSizePerWorker,
        averagingFrequency,
        prefetch,
        saveUpdater,
        seed,
        directory,
        engine,
        shuffle);
  }

  /** Returns the options by the names of the builder's methods. */
  Map<String, Object> named() {
    Map<String, Object> named = new LinkedHashMap<>();
    named.put("workers", workers);
    named.put("batchSizePerWorker", batchSizePerWorker);
    named.put("averagingFrequency", averagingFrequency);
    named.put("workerPrefetchNumBatches", prefetch);
    named.put("saveUpdater", saveUpdater);
    named.put("rngSeed", seed);
    if (directory != null) {
      named.put("exportDirectory", directory);
    }
    named.put("engine", engine);
    named.put("shuffle", shuffle);
    return named;
  }
}
