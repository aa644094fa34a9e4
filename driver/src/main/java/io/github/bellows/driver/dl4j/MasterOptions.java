package io.github.bellows.driver.dl4j;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What a training master was asked for.
 *
 * @param workers lanes of a step, each of which computes one batch; 0 for as many as Spark's
 *     default parallelism
 * @param batchSizePerWorker examples in a lane's batch
 * @param averagingFrequency steps of a lane between two averagings
 * @param prefetch batches that are read ahead
 * @param seed of the order of examples; null for the network's own
 * @param directory where prepared data and checkpoints go; null for a temporary one
 * @param engine {@code auto}, {@code torch} or {@code dl4j}
 * @param shuffle whether each epoch has an order of its own
 */
record MasterOptions(
    int workers,
    int batchSizePerWorker,
    int averagingFrequency,
    int prefetch,
    @Nullable Long seed,
    @Nullable String directory,
    String engine,
    boolean shuffle)
    implements Serializable {
  /** Returns the same options with a number of workers. */
  MasterOptions withWorkers(int number) {
    return new MasterOptions(
        number, batchSizePerWorker, averagingFrequency, prefetch, seed, directory, engine, shuffle);
  }
}
