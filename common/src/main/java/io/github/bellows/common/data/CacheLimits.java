package io.github.bellows.common.data;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What one JVM may keep of prepared blocks.
 *
 * @param memoryBytes most bytes of blocks that are mapped into memory, which count as resident once
 *     they are read; what is beyond is read from files
 * @param diskBytes most bytes of local copies of blocks on remote file systems, and of blocks that
 *     are compressed
 * @param directory of local copies; null for one beneath {@code java.io.tmpdir}
 */
public record CacheLimits(long memoryBytes, long diskBytes, @Nullable String directory)
    implements Serializable {
  /** 1 GiB of memory, 20 GiB of disk. */
  public static final CacheLimits STANDARD = new CacheLimits(1L << 30, 20L << 30, null);

  /** Returns the directory of local copies. */
  java.nio.file.Path place() {
    String own = directory;
    return own == null
        ? java.nio.file.Path.of(System.getProperty("java.io.tmpdir"), "bellows-blocks")
        : java.nio.file.Path.of(own);
  }
}
