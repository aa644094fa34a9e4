package io.github.bellows.common.config;

import io.github.bellows.common.data.CacheLimits;
import io.github.bellows.common.data.FeatureType;
import org.jspecify.annotations.Nullable;

/**
 * How prepared data is stored and read: {@code data.store}, {@code data.order}, {@code
 * data.prefetch} and {@code data.cache}.
 *
 * @param floats how a value that is no byte is stored
 * @param compression Spark's name of a codec; null for none
 * @param order how the samples of an epoch follow each other
 * @param prefetch most batches that a worker reads ahead
 * @param cache what each JVM keeps
 */
public record BlocksConfig(
    FeatureType floats,
    @Nullable String compression,
    Order order,
    int prefetch,
    CacheLimits cache) {
  /** Batches that a worker reads ahead if nobody says otherwise. */
  public static final int PREFETCH = 8;

  /** What nobody has to say. */
  public static final BlocksConfig STANDARD =
      new BlocksConfig(FeatureType.FLOAT32, null, Order.EXACT, PREFETCH, CacheLimits.STANDARD);

  /** How the samples of an epoch follow each other, if they are shuffled. */
  public enum Order {
    /** Each epoch is a permutation of all samples. */
    EXACT,
    /** Each epoch deals out blocks to the lanes, and shuffles within a few of them. */
    BLOCKS
  }
}
