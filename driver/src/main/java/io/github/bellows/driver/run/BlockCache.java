package io.github.bellows.driver.run;

import java.nio.file.Path;

/** Where local copies of remote blocks are kept. */
final class BlockCache {
  private BlockCache() {}

  /**
   * Returns the directory for one prepared set, named by its fingerprint; it need not exist yet.
   */
  static Path directory(org.apache.hadoop.fs.Path set) {
    return Path.of(
        System.getProperty("java.io.tmpdir"),
        "bellows-blocks",
        set.getParent().getName() + "-" + set.getName());
  }
}
