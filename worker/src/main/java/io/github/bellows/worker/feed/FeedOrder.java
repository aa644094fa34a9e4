package io.github.bellows.worker.feed;

/** How the samples of an epoch follow each other. */
public enum FeedOrder {
  /** Every epoch is a permutation of all samples of its own. */
  EXACT,
  /** Every epoch deals out whole blocks to the lanes, and shuffles within a few of a lane's. */
  BLOCKS,
  /** As they are stored. */
  STORED
}
