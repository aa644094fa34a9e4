package io.github.bellows.worker.group;

import io.github.bellows.common.model.Network;
import java.time.Duration;

/**
 * What the workers of a run have to agree on.
 *
 * @param network the network
 * @param seed the run's seed
 * @param shuffle whether each epoch has an order of its own
 * @param lanes fixed slots of a step
 * @param laneBatch samples of a lane in a full step, at most
 * @param workers number of workers
 * @param deadline longest time a worker waits for another
 * @param recordSamples whether workers note which samples they read
 */
public record GroupPlan(
    Network network,
    long seed,
    boolean shuffle,
    int lanes,
    int laneBatch,
    int workers,
    Duration deadline,
    boolean recordSamples) {
  /** Creates the plan of workers that note nothing. */
  public GroupPlan(
      Network network,
      long seed,
      boolean shuffle,
      int lanes,
      int laneBatch,
      int workers,
      Duration deadline) {
    this(network, seed, shuffle, lanes, laneBatch, workers, deadline, false);
  }

  /** Returns the first lane of a worker; it owns the lanes up to the next worker's first. */
  int firstLane(int rank) {
    return firstLane(lanes, workers, rank);
  }

  /** Returns the first of the lanes that one of some workers owns. */
  public static int firstLane(int lanes, int workers, int rank) {
    return (int) ((long) lanes * rank / workers);
  }
}
