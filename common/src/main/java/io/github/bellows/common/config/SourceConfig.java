package io.github.bellows.common.config;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where samples come from.
 *
 * @param format a drawn one such as {@code digits}, {@code idx}, or Spark's own name of a source
 *     such as {@code csv}
 * @param path file, directory or glob on any Hadoop file system; null for drawn formats and idx
 * @param features path of the IDX file of features; null for other formats
 * @param labels path of the IDX file of labels; null for other formats
 * @param options Spark's options of the source
 * @param samples number of samples drawn; drawn formats only
 * @param seed seed of the samples drawn; drawn formats only
 */
public record SourceConfig(
    String format,
    @Nullable String path,
    @Nullable String features,
    @Nullable String labels,
    Map<String, String> options,
    int samples,
    long seed) {
  /** Copies the map. */
  public SourceConfig {
    options = Map.copyOf(options);
  }
}
