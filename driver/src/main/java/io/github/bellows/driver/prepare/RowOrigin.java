package io.github.bellows.driver.prepare;

import io.github.bellows.common.storage.Storage;
import java.io.Serializable;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * Says where a row came from, as far as the source can tell: file and line for CSV, the file for
 * other files, else the source's name. Immutable.
 */
public final class RowOrigin implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String source;
  private final HashMap<String, String> fileOfColumn;
  private final @Nullable CsvLines lines;

  private RowOrigin(String source, Map<String, String> fileOfColumn, @Nullable CsvLines lines) {
    this.source = source;
    this.fileOfColumn = new HashMap<>(fileOfColumn);
    this.lines = lines;
  }

  /** Returns the origin of rows whose columns come from known files, or from no file. */
  static RowOrigin fixed(String source, Map<String, String> fileOfColumn) {
    return new RowOrigin(source, fileOfColumn, null);
  }

  /** Returns the origin of rows that name their file, in a format whose lines are no rows. */
  static RowOrigin files(String source) {
    return new RowOrigin(source, Map.of(), null);
  }

  /** Returns the origin of rows of CSV files. */
  static RowOrigin csv(String source, CsvLines lines) {
    return new RowOrigin(source, Map.of(), lines);
  }

  /**
   * Returns the place of a cell: {@code /x/train.csv:17}. Searches the file for it, so it is slow
   * and meant for one error.
   *
   * @param file what the technical column says; null if there is none
   * @param column name of the column
   * @param text what the cell holds; null if it is empty
   */
  String ofCell(@Nullable String file, String column, @Nullable String text) {
    Path path = path(file);
    if (path == null) {
      return fileOfColumn.getOrDefault(column, source);
    }
    return at(path, lines == null ? 0 : lines.findCell(path, column, text));
  }

  /** Returns the place of a row that could not be split into columns. */
  String ofText(@Nullable String file, String text) {
    Path path = path(file);
    return path == null ? source : at(path, lines == null ? 0 : lines.findText(path, text));
  }

  /** Returns what messages call the source. */
  String source() {
    return source;
  }

  /** Returns how many values a row that could not be split into columns has; 0 if unknown. */
  int valuesIn(String text) {
    return lines == null ? 0 : lines.split(text).length;
  }

  private static String at(Path path, long line) {
    return Storage.display(path) + (line > 0 ? ":" + line : "");
  }

  private static @Nullable Path path(@Nullable String file) {
    return file == null || file.isEmpty() ? null : new Path(URI.create(file));
  }

  /** Returns the file column of a row, or null. */
  static @Nullable String fileOf(Row row, int index) {
    return index < 0 ? null : row.getString(index);
  }
}
