package io.github.bellows.driver.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Columns of text, as wide as their widest cell. For one table. */
final class TextTable {
  private static final String GAP = "  ";

  private final String alignment;
  private final List<List<String>> rows = new ArrayList<>();

  /**
   * Creates a table.
   *
   * @param alignment a letter per column: {@code l} for left, {@code r} for right
   */
  TextTable(String alignment) {
    this.alignment = alignment;
  }

  /** Adds a row with a cell per column. */
  void add(String... cells) {
    rows.add(List.copyOf(Arrays.asList(cells)));
  }

  /** Returns the rows as lines without spaces at their ends. */
  String text() {
    int[] widths = new int[alignment.length()];
    for (List<String> row : rows) {
      for (int column = 0; column < widths.length; column++) {
        widths[column] = Math.max(widths[column], length(row.get(column)));
      }
    }
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < widths.length; column++) {
        String cell = row.get(column);
        String space = " ".repeat(widths[column] - length(cell));
        line.append(column == 0 ? "" : GAP)
            .append(alignment.charAt(column) == 'r' ? space + cell : cell + space);
      }
      text.append(line.toString().stripTrailing()).append(System.lineSeparator());
    }
    return text.toString();
  }

  private static int length(String cell) {
    return cell.codePointCount(0, cell.length());
  }
}
