package io.github.bellows.common.config;

import io.github.bellows.common.config.BlocksConfig.Order;
import io.github.bellows.common.data.CacheLimits;
import io.github.bellows.common.data.FeatureType;
import java.util.List;

/** Reads how prepared data is stored and read. */
final class BlocksReader {
  private static final String NONE = "none";
  private static final Rule<String> CODEC = words(NONE, "lz4", "zstd", "snappy", "lzf");
  private static final Rule<FeatureType> FLOATS =
      Rule.choice(
          List.of("fp32", "fp16"), new FeatureType[] {FeatureType.FLOAT32, FeatureType.FLOAT16});
  private static final Rule<Order> ORDER = Rule.choice(List.of("exact", "blocks"), Order.values());
  private static final int MOST_AHEAD = 64;

  private BlocksReader() {}

  private static Rule<String> words(String... words) {
    return Rule.choice(List.of(words), words);
  }

  static BlocksConfig read(Section data) {
    Order order = data.get("order", ORDER, Order.EXACT);
    int prefetch = data.get("prefetch", Rule.wholeNumber(0), BlocksConfig.PREFETCH);
    if (prefetch > MOST_AHEAD) {
      data.report("prefetch", "must be at most " + MOST_AHEAD, "A few batches are enough");
    }
    Section store = data.section("store");
    FeatureType floats = store.get("floats", FLOATS, FeatureType.FLOAT32);
    String compression = store.get("compression", CODEC, NONE);
    Section cache = data.section("cache");
    CacheLimits usual = CacheLimits.STANDARD;
    CacheLimits limits =
        new CacheLimits(
            cache.get("memory", Rule.bytes(), usual.memoryBytes()),
            cache.get("disk", Rule.bytes(), usual.diskBytes()),
            cache.optional("directory", Rule.text(), "/mnt/fast/blocks"));
    return new BlocksConfig(
        floats, compression.equals(NONE) ? null : compression, order, prefetch, limits);
  }
}
