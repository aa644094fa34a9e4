package io.github.bellows.driver.prepare;

import io.github.bellows.common.data.Label;
import io.github.bellows.common.data.TextColumn;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import java.io.Serializable;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Reads the cells of rows, and names file, line, column and text of one that breaks a rule.
 * Immutable.
 */
final class RowCells implements Serializable {
  private static final long serialVersionUID = 1L;

  private final RowOrigin origin;
  private final String[] names;
  private final int fileIndex;
  private final int corruptIndex;

  RowCells(RowOrigin origin, StructType schema) {
    this.origin = origin;
    this.names = schema.fieldNames();
    this.fileIndex = Arrays.asList(names).indexOf(SourceRows.FILE);
    this.corruptIndex = Arrays.asList(names).indexOf(SourceRows.CORRUPT);
  }

  /** Returns the index of a column, or -1. */
  int indexOf(String column) {
    return Arrays.asList(names).indexOf(column);
  }

  /** Throws if the source could not split the row into columns. */
  void checkWhole(Row row) {
    String text = corruptIndex < 0 ? null : row.getString(corruptIndex);
    if (text == null) {
      return;
    }
    int expected =
        (int) Arrays.stream(names).filter(n -> !n.startsWith(SourceRows.TECHNICAL)).count();
    int found = origin.valuesIn(text);
    String what =
        found == 0 || found == expected
            ? "the row cannot be understood"
            : "the row has " + found + " values, the file has " + expected + " columns";
    throw TrainingException.of(
        ErrorCode.BAD_DATA,
        origin.ofText(RowOrigin.fileOf(row, fileIndex), text),
        what,
        "Correct or remove the row");
  }

  /** Returns a cell as the text of a class or category. */
  String text(Row row, int index) {
    Object value = present(row, index);
    if (value instanceof Number number) {
      return ClassNames.of(number);
    }
    if (value instanceof String || value instanceof Boolean) {
      return value.toString();
    }
    throw bad(row, index, "must be text or a number", "Choose another column");
  }

  /**
   * Returns the names in a cell: the elements of an array, or what stands between separators in a
   * text, without blanks around it. None if it is missing.
   */
  List<String> tags(Row row, int index, String separator) {
    if (isMissing(row, index)) {
      return List.of();
    }
    Object value = present(row, index);
    Stream<?> parts;
    if (value instanceof scala.collection.Seq) {
      parts = row.getList(index).stream();
    } else {
      parts = Arrays.stream(text(row, index).split(Pattern.quote(separator), -1));
    }
    List<String> tags = new ArrayList<>();
    parts.forEach(
        part -> {
          if (part instanceof Number number) {
            tags.add(ClassNames.of(number));
          } else if (!(part instanceof String || part instanceof Boolean)) {
            throw bad(row, index, "must hold texts or numbers only", "Correct the row");
          } else if (!part.toString().isBlank()) {
            tags.add(part.toString().strip());
          }
        });
    return tags;
  }

  /** Returns whether a cell holds nothing. */
  boolean isMissing(Row row, int index) {
    Object value = row.get(index);
    return value == null
        || (value instanceof String text && text.isBlank())
        || (value instanceof Double number && number.isNaN())
        || (value instanceof Float small && small.isNaN());
  }

  /** Returns the words of a cell that is text. */
  List<String> words(Row row, int index) {
    return TextColumn.split(text(row, index));
  }

  /**
   * Returns a cell that is a point in time: a date, a time stamp in UTC, or text.
   *
   * @param format of text; null for ISO-8601, with or without a time
   */
  LocalDateTime time(Row row, int index, @Nullable DateTimeFormatter format) {
    try {
      return PointInTime.of(present(row, index), format);
    } catch (DateTimeException e) {
      throw bad(
          row,
          index,
          format == null ? "is not a date as in 2020-12-31" : "is not a date of the given pattern",
          "Correct the row, or set the column's pattern under data.features.columns");
    }
  }

  /** Returns a cell that is one number, finite in fp32 and above a bound. */
  double above(Row row, int index, double bound) {
    double number = number(row, index);
    if (number <= bound) {
      throw bad(
          row,
          index,
          "must be above " + ClassNames.of(bound) + ", or there is no logarithm of one more",
          "Correct the row, or remove log from the column under data.features.columns");
    }
    return number;
  }

  /** Returns a cell that is one number, finite in fp32. */
  double number(Row row, int index) {
    Object value = present(row, index);
    if (value instanceof Number number) {
      return finite(row, index, number.doubleValue());
    }
    if (value instanceof Boolean flag) {
      return flag ? 1 : 0;
    }
    if (value instanceof String text) {
      return finite(row, index, parse(row, index, text));
    }
    throw bad(row, index, "is not a number", "Name only number columns under features.numeric");
  }

  /** Returns a cell that is an array of numbers or a vector of Spark's. */
  double[] numbers(Row row, int index) {
    return numbers(row, index, false);
  }

  /**
   * Returns a cell that is an array of numbers or a vector of Spark's.
   *
   * @param gaps whether some may be missing, which are NaN
   */
  double[] numbers(Row row, int index, boolean gaps) {
    Object value = present(row, index);
    if (value instanceof Vector vector) {
      double[] numbers = vector.toArray();
      for (double number : numbers) {
        if (!gaps || !Double.isNaN(number)) {
          finite(row, index, number);
        }
      }
      return numbers;
    }
    if (!(value instanceof scala.collection.Seq)) {
      throw bad(row, index, "is not an array of numbers", "Choose another column");
    }
    List<Object> items = row.getList(index);
    double[] numbers = new double[items.size()];
    for (int i = 0; i < numbers.length; i++) {
      Object item = items.get(i);
      if (gaps && (item == null || item instanceof Number n && Double.isNaN(n.doubleValue()))) {
        numbers[i] = Double.NaN;
      } else if (item instanceof Number number) {
        numbers[i] = finite(row, index, number.doubleValue());
      } else {
        throw bad(row, index, "must hold numbers only", "Correct the row");
      }
    }
    return numbers;
  }

  /** Returns a cell that is bytes. */
  byte[] bytes(Row row, int index) {
    if (present(row, index) instanceof byte[] bytes) {
      return bytes;
    }
    throw bad(row, index, "does not hold bytes, as the training data did", "Use such a source");
  }

  /** Returns a cell that is class indices, from an array of whole numbers or from bytes. */
  byte[] classIndices(Row row, int index) {
    if (present(row, index) instanceof byte[] bytes) {
      return bytes;
    }
    double[] numbers = numbers(row, index);
    byte[] indices = new byte[numbers.length];
    for (int i = 0; i < indices.length; i++) {
      double number = numbers[i];
      if (number != Math.rint(number) || number < 0 || number >= Label.Mask.MAXIMUM_CLASSES) {
        throw bad(
            row,
            index,
            "holds " + ClassNames.of(number) + ", but a mask holds class indices from 0 to 255",
            "Correct the row, or number the classes anew");
      }
      indices[i] = (byte) (int) number;
    }
    return indices;
  }

  /** Returns a cell that is the weight of a sample: finite, at least 0. */
  double weight(Row row, int index) {
    double weight = number(row, index);
    if (weight < 0) {
      throw bad(row, index, "must be at least 0", "Correct or remove the row");
    }
    return weight;
  }

  /** Returns a cell that is how many of a sample's steps are valid: whole, in [1, steps]. */
  int length(Row row, int index, int steps) {
    double length = number(row, index);
    if (length != Math.rint(length) || length < 1 || length > steps) {
      throw bad(
          row,
          index,
          "must be a whole number in [1, " + steps + "], the steps of a sample",
          "Correct or remove the row");
    }
    return (int) length;
  }

  /** Throws if a cell has the wrong number of values. */
  void checkWidth(Row row, int index, int found, int expected) {
    if (found != expected) {
      throw wrongWidth(row, index, found, expected);
    }
  }

  /** Returns the error for a cell that has the wrong number of values. */
  TrainingException wrongWidth(Row row, int index, int found, int expected) {
    return bad(
        row,
        index,
        "has " + found + " values, others have " + expected,
        "Make all rows of one length");
  }

  /** Returns the error for a cell that breaks a rule. */
  TrainingException bad(Row row, int index, String rule, String fix) {
    Object value = row.get(index);
    String shown = value instanceof String || value instanceof Number ? "'" + value + "' " : "";
    return TrainingException.of(
        ErrorCode.BAD_DATA, place(row, index) + ": column " + names[index], shown + rule, fix);
  }

  private String place(Row row, int index) {
    Object value = row.get(index);
    return origin.ofCell(
        RowOrigin.fileOf(row, fileIndex), names[index], value instanceof String text ? text : null);
  }

  private Object present(Row row, int index) {
    @Nullable Object value = row.get(index);
    if (value == null || (value instanceof String text && text.isBlank())) {
      throw bad(
          row,
          index,
          "the value is missing",
          "Fill it in, remove the row, or set data.features.missing if the column is a feature");
    }
    return value;
  }

  private double finite(Row row, int index, double value) {
    if (!Float.isFinite((float) value)) {
      throw bad(row, index, "is not a finite fp32 number", "Correct or remove the row");
    }
    return value;
  }

  private double parse(Row row, int index, String text) {
    String trimmed = text.trim();
    char last = trimmed.charAt(trimmed.length() - 1);
    // Java also takes "1f" and hexadecimal; no data file means a number by these.
    boolean suspect = Character.isLetter(last) && !trimmed.endsWith("N") && !trimmed.endsWith("y");
    try {
      if (!suspect && trimmed.indexOf('x') < 0 && trimmed.indexOf('X') < 0) {
        return Double.parseDouble(trimmed);
      }
    } catch (NumberFormatException e) {
      // Falls through to the one message for all texts that are no numbers.
    }
    throw bad(
        row,
        index,
        "is not a number",
        "Correct the row, or name the column under features.categorical");
  }
}
