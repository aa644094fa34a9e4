package io.github.bellows.worker.feed;

import java.io.Serializable;

/**
 * What lanes are fed with: which samples, in what order, and what is done to them. The same for
 * every worker of a run; with the data it decides each batch to the bit, whatever {@code ahead}.
 *
 * @param seed the run's seed
 * @param order how the samples of an epoch follow each other
 * @param lanes fixed slots of a step
 * @param ahead most batches that a worker reads ahead; 0 to read when they are needed
 * @param recordSamples whether workers note which samples they read
 */
public record LaneFeed(long seed, FeedOrder order, int lanes, int ahead, boolean recordSamples)
    implements Serializable {
  /** Batches that a worker reads ahead if nobody says otherwise. */
  public static final int DEFAULT_AHEAD = 8;

  /** Returns a feed that is shuffled sample by sample, and of which nothing is noted. */
  public static LaneFeed shuffled(long seed, int lanes) {
    return new LaneFeed(seed, FeedOrder.EXACT, lanes, DEFAULT_AHEAD, false);
  }
}
