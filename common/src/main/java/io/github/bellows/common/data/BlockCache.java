package io.github.bellows.common.data;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * What one JVM keeps of prepared blocks, of all its sets together, within {@link CacheLimits}.
 * Thread-safe.
 */
public final class BlockCache {
  private final long mostMemory;
  private final AtomicLong memory = new AtomicLong();
  private final LocalCopies copies;
  private final BlockCodec.Finder codecs;
  private final Consumer<String> warnings;
  private final AtomicBoolean remote = new AtomicBoolean();

  /**
   * Creates an empty cache; copies of earlier runs are found again.
   *
   * @param codecs unpacks blocks that are compressed
   * @param warnings told when the local disk fails or is full
   */
  public BlockCache(CacheLimits limits, BlockCodec.Finder codecs, Consumer<String> warnings) {
    mostMemory = limits.memoryBytes();
    copies = new LocalCopies(limits.place(), limits.diskBytes(), warnings);
    this.codecs = codecs;
    this.warnings = warnings;
  }

  /** Returns a cache of the usual size with copies in a directory, for blocks as they are. */
  public static BlockCache in(Path directory) {
    CacheLimits usual = CacheLimits.STANDARD;
    return new BlockCache(
        new CacheLimits(usual.memoryBytes(), usual.diskBytes(), directory.toString()),
        BlockCodec.Finder.NONE,
        warning -> {});
  }

  /** Takes a part of the memory; returns false, and takes nothing, if there is not so much. */
  boolean takeMemory(long bytes) {
    if (memory.addAndGet(bytes) <= mostMemory) {
      return true;
    }
    giveBackMemory(bytes);
    return false;
  }

  /** Gives back what was taken. */
  void giveBackMemory(long bytes) {
    memory.addAndGet(-bytes);
  }

  /** Takes note that a block is read where it is, for want of room; tells it the first time. */
  void readsRemote(String block) {
    if (remote.compareAndSet(false, true)) {
      warnings.accept(
          block
              + " and others are read record by record from where they are, which is slow: raise"
              + " data.cache.disk, or set data.order: blocks");
    }
  }

  LocalCopies copies() {
    return copies;
  }

  BlockCodec codec(String name) {
    return codecs.of(name);
  }
}
