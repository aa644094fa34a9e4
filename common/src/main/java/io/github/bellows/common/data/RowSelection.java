package io.github.bellows.common.data;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Which rows and columns of a source are taken, in Spark's SQL: first the rows that fulfil the
 * condition, then the expressions, then windows over those rows.
 *
 * @param query the whole query, of format {@code sql}; null for other formats
 * @param select expressions that become the columns; empty for all columns as they are
 * @param where a condition that rows must fulfil; null for all
 * @param sequence how rows become sequences; null if each row is a sample
 */
public record RowSelection(
    @Nullable String query,
    List<String> select,
    @Nullable String where,
    @Nullable Sequence sequence) {
  /** All rows and columns. */
  public static final RowSelection ALL = new RowSelection(null, List.of(), null, null);

  /**
   * Windows over ordered rows: the values of some columns in {@code length} rows on end, as an
   * array in column {@link #COLUMN}, step by step; beside it the columns of the last row.
   *
   * @param order column that rows are ordered by
   * @param group columns whose values a sequence has in common
   * @param values columns of numbers
   * @param length rows of a sequence, at least 1
   * @param stride rows from one sequence to the next of a group, at least 1
   * @param target column whose value some rows later takes the place of that of the last row; null
   *     for none
   * @param ahead how many rows later, at least 1
   */
  public record Sequence(
      String order,
      List<String> group,
      List<String> values,
      int length,
      int stride,
      @Nullable String target,
      int ahead) {
    /** The column of the sequences. */
    public static final String COLUMN = "sequence";

    /** Copies the lists. */
    public Sequence {
      group = List.copyOf(group);
      values = List.copyOf(values);
    }
  }

  /** Copies the list. */
  public RowSelection {
    select = List.copyOf(select);
  }

  /** Returns the selection for files like those of training, which are not queried or filtered. */
  public RowSelection ofFiles() {
    return new RowSelection(null, select, null, sequence);
  }

  /** Returns the selection without expressions for some columns, and without a target. */
  public RowSelection withoutLabels(List<String> columns) {
    List<String> kept =
        select.stream()
            .filter(expression -> columns.stream().noneMatch(name -> makes(expression, name)))
            .toList();
    Sequence windows =
        sequence == null
            ? null
            : new Sequence(
                sequence.order,
                sequence.group,
                sequence.values,
                sequence.length,
                sequence.stride,
                null,
                sequence.ahead);
    return new RowSelection(query, kept, where, windows);
  }

  private static boolean makes(String expression, String column) {
    String end = expression.replace("`", "").trim().toLowerCase(Locale.ROOT);
    String name = column.toLowerCase(Locale.ROOT);
    return end.equals(name) || end.endsWith(" as " + name);
  }
}
