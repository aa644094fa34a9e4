package io.github.bellows.driver.prepare;

import io.github.bellows.common.model.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a source, not yet checked.
 *
 * @param rows the source's columns, and technical ones that errors need
 * @param origin says where a row came from
 * @param files every file that is read; empty if the source has none that can be named
 * @param known what is known of the rows without reading them; null if nothing is
 * @param shape natural shape of the features; null for a plain row of numbers
 * @param folder the files of a folder tree, each of which is a row; null for other sources
 */
public record SourceRows(
    Dataset<Row> rows,
    RowOrigin origin,
    List<Path> files,
    @Nullable Survey known,
    @Nullable Shape shape,
    @Nullable Folder folder) {
  /** Name prefix of technical columns, which are no part of the source. */
  static final String TECHNICAL = "__bellows_";

  /** Technical column with the file a row came from. */
  static final String FILE = TECHNICAL + "file";

  /** Technical column with the text of a row that could not be split into columns, else null. */
  static final String CORRUPT = TECHNICAL + "corrupt";

  /** Metadata of a column that is made of others or of files, and is no part of predictions. */
  public static final String DERIVED = "bellows.derived";

  /**
   * Files that are rows.
   *
   * @param listing the files
   * @param skipped counts those that are left out; null if none may be
   */
  record Folder(FileListing listing, @Nullable SkippedFiles skipped) {}

  /** Creates the rows of a source that is no folder tree. */
  SourceRows(
      Dataset<Row> rows,
      RowOrigin origin,
      List<Path> files,
      @Nullable Survey known,
      @Nullable Shape shape) {
    this(rows, origin, files, known, shape, null);
  }

  /** Copies the list. */
  public SourceRows {
    files = List.copyOf(files);
  }

  /** Returns whether a change of what is read can be seen without reading it. */
  boolean showsChanges() {
    return !files.isEmpty() || folder != null;
  }

  /** Returns the count of files that are left out; null if none may be. */
  @Nullable SkippedFiles skipped() {
    return folder == null ? null : folder.skipped();
  }

  /**
   * Logs how many files were left out when the rows were read, if any was.
   *
   * @throws io.github.bellows.common.error.TrainingException if more than half of them were
   */
  public void reportSkipped(String name) {
    SkippedFiles skipped = skipped();
    if (skipped != null) {
      skipped.check(name);
      skipped.log(name);
    }
  }

  /** Returns the same source with more technical columns. */
  SourceRows withRows(Dataset<Row> others) {
    return new SourceRows(others, origin, files, known, shape, folder);
  }

  /**
   * Returns rows that are there already, and have no files.
   *
   * @param name what messages call them
   */
  public static SourceRows of(Dataset<Row> rows, String name) {
    return new SourceRows(rows, RowOrigin.fixed(name, Map.of()), List.of(), null, null);
  }

  /** Returns a column of any name, dots and blanks included. */
  static Column column(String name) {
    return functions.col("`" + name.replace("`", "``") + "`");
  }

  /** Returns the names of the source's own columns, in its order. */
  public List<String> columns() {
    return Arrays.stream(rows.schema().fieldNames())
        .filter(name -> !name.startsWith(TECHNICAL))
        .toList();
  }
}
