package io.github.bellows.driver.run;

import java.nio.file.Path;

/** Where local copies of remote blocks are kept. */
final class BlockCache {
  private BlockCache() {}

  /** Returns the directory, which need not exist yet. */
  static Path directory() {
    return Path.of(System.getProperty("java.io.tmpdir"), "bellows-blocks");
  }
}
