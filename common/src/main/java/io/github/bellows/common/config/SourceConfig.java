package io.github.bellows.common.config;

import io.github.bellows.common.data.RowSelection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where samples come from.
 *
 * @param format a drawn one such as {@code digits}, {@code idx}, {@code table}, {@code sql}, or
 *     Spark's own name of a source such as {@code csv}
 * @param paths files, directories or globs on any Hadoop file system, or the name of a table; none
 *     for drawn formats, idx, sql, and sources that their options name
 * @param features path of the IDX file of features; null for other formats
 * @param labels path of the IDX file of labels; null for other formats
 * @param options Spark's options of the source; of {@code images} those of {@link
 *     io.github.bellows.common.data.ImageFormat}
 * @param samples number of samples drawn; drawn formats only
 * @param seed seed of the samples drawn; drawn formats only
 * @param rows which rows and columns are taken
 */
public record SourceConfig(
    String format,
    List<String> paths,
    @Nullable String features,
    @Nullable String labels,
    Map<String, String> options,
    int samples,
    long seed,
    RowSelection rows) {
  /** Copies lists and maps. */
  public SourceConfig {
    paths = List.copyOf(paths);
    options = Map.copyOf(options);
  }

  /** Creates a source all of whose rows and columns are taken. */
  public SourceConfig(
      String format,
      @Nullable String path,
      @Nullable String features,
      @Nullable String labels,
      Map<String, String> options,
      int samples,
      long seed) {
    this(
        format,
        path == null ? List.of() : List.of(path),
        features,
        labels,
        options,
        samples,
        seed,
        RowSelection.ALL);
  }

  /** Returns what messages call the source. */
  public String name() {
    if (!paths.isEmpty()) {
      return String.join(", ", paths);
    }
    return features != null ? features : format;
  }
}
