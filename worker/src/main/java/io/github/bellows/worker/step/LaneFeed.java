package io.github.bellows.worker.step;

import java.io.Serializable;

/**
 * What lanes are fed with: which samples, in what order, and what is done to them. The same for
 * every worker of a run; with the data it decides each batch to the bit.
 *
 * @param seed the run's seed
 * @param shuffle whether each epoch has an order of its own
 * @param lanes fixed slots of a step
 * @param recordSamples whether workers note which samples they read
 */
public record LaneFeed(long seed, boolean shuffle, int lanes, boolean recordSamples)
    implements Serializable {
  /** Returns a feed that is shuffled and of which nothing is noted. */
  public static LaneFeed shuffled(long seed, int lanes) {
    return new LaneFeed(seed, true, lanes, false);
  }
}
