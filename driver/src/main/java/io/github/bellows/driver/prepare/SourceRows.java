package io.github.bellows.driver.prepare;

import io.github.bellows.common.model.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a source, not yet checked.
 *
 * @param rows the source's columns, and technical ones that errors need
 * @param origin says where a row came from
 * @param files every file that is read; empty if the source has none that can be named
 * @param known what is known of the rows without reading them; null if nothing is
 * @param shape natural shape of the features; null for a plain row of numbers
 */
public record SourceRows(
    Dataset<Row> rows,
    RowOrigin origin,
    List<Path> files,
    @Nullable Survey known,
    @Nullable Shape shape) {
  /** Name prefix of technical columns, which are no part of the source. */
  static final String TECHNICAL = "__bellows_";

  /** Technical column with the file a row came from. */
  static final String FILE = TECHNICAL + "file";

  /** Technical column with the text of a row that could not be split into columns, else null. */
  static final String CORRUPT = TECHNICAL + "corrupt";

  /** Copies the list. */
  public SourceRows {
    files = List.copyOf(files);
  }

  /** Returns the same source with more technical columns. */
  SourceRows withRows(Dataset<Row> others) {
    return new SourceRows(others, origin, files, known, shape);
  }

  /**
   * Returns rows that are there already, and have no files.
   *
   * @param name what messages call them
   */
  public static SourceRows of(Dataset<Row> rows, String name) {
    return new SourceRows(rows, RowOrigin.fixed(name, Map.of()), List.of(), null, null);
  }

  /** Returns the names of the source's own columns, in its order. */
  public List<String> columns() {
    return Arrays.stream(rows.schema().fieldNames())
        .filter(name -> !name.startsWith(TECHNICAL))
        .toList();
  }
}
