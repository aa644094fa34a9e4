package io.github.bellows.worker.step;

import io.github.bellows.common.augment.Augmentation;
import java.io.Serializable;
import java.util.List;

/**
 * What lanes are fed with: which samples, in what order, and what is done to them. The same for
 * every worker of a run; with the data it decides each batch to the bit.
 *
 * @param seed the run's seed
 * @param shuffle whether each epoch has an order of its own
 * @param lanes fixed slots of a step
 * @param recordSamples whether workers note which samples they read
 * @param augmentation random changes of the samples, in order
 */
public record LaneFeed(
    long seed, boolean shuffle, int lanes, boolean recordSamples, List<Augmentation> augmentation)
    implements Serializable {
  /** Copies the list. */
  public LaneFeed {
    augmentation = List.copyOf(augmentation);
  }

  /** Returns a feed of samples as they are, shuffled, and of which nothing is noted. */
  public static LaneFeed shuffled(long seed, int lanes) {
    return new LaneFeed(seed, true, lanes, false, List.of());
  }
}
