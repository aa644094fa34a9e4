package io.github.bellows.driver.prepare;

import io.github.bellows.common.data.BytesColumn;
import io.github.bellows.common.data.CategoryColumn;
import io.github.bellows.common.data.DateColumn;
import io.github.bellows.common.data.FeatureColumn;
import io.github.bellows.common.data.NumberColumn;
import io.github.bellows.common.data.NumbersColumn;
import io.github.bellows.common.data.TextColumn;
import java.nio.ByteBuffer;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.Row;

/** Writes the values of one column's cells into records. */
@FunctionalInterface
interface ValueEncoder {
  /** Writes the values of a row's cell at the position of the record. */
  void put(Row row, int index, RowCells cells, ByteBuffer record);

  /**
   * Returns the encoder of a column.
   *
   * @param bytes whether records hold bytes, not fp32 numbers
   */
  static ValueEncoder of(FeatureColumn column, boolean bytes) {
    if (column instanceof NumberColumn number) {
      return number(number);
    } else if (column instanceof NumbersColumn numbers) {
      return numbers(numbers);
    } else if (column instanceof BytesColumn byteColumn) {
      return bytes(byteColumn, bytes);
    } else if (column instanceof CategoryColumn category) {
      return category(category);
    } else if (column instanceof DateColumn date) {
      return date(date);
    }
    return text((TextColumn) column);
  }

  /** Returns the index of each name. */
  static Map<String, Integer> indexed(List<String> names) {
    Map<String, Integer> indices = new HashMap<>();
    names.forEach(name -> indices.put(name, indices.size()));
    return indices;
  }

  private static ValueEncoder number(NumberColumn column) {
    return (row, index, cells, record) -> {
      boolean missing = column.filling() != null && cells.isMissing(row, index);
      if (missing) {
        record.putFloat(Float.NaN);
      } else if (column.log()) {
        record.putFloat((float) Math.log1p(cells.above(row, index, -1)));
      } else {
        record.putFloat((float) cells.number(row, index));
      }
      if (column.indicates()) {
        record.putFloat(missing ? 1 : 0);
      }
    };
  }

  private static ValueEncoder numbers(NumbersColumn column) {
    return (row, index, cells, record) -> {
      double[] numbers = cells.numbers(row, index);
      cells.checkWidth(row, index, numbers.length, column.width());
      for (double number : numbers) {
        record.putFloat((float) number);
      }
    };
  }

  private static ValueEncoder bytes(BytesColumn column, boolean asBytes) {
    return (row, index, cells, record) -> {
      byte[] bytes = cells.bytes(row, index);
      cells.checkWidth(row, index, bytes.length, column.width());
      if (asBytes) {
        record.put(bytes);
        return;
      }
      for (byte value : bytes) {
        record.putFloat(value & 0xff);
      }
    };
  }

  private static ValueEncoder category(CategoryColumn column) {
    Map<String, Integer> codes = indexed(column.codes());
    return (row, index, cells, record) -> {
      boolean missing = column.missing() >= 0 && cells.isMissing(row, index);
      record.putFloat(
          missing ? column.absent() : codes.getOrDefault(cells.text(row, index), column.other()));
    };
  }

  private static ValueEncoder date(DateColumn column) {
    String pattern = column.pattern();
    DateTimeFormatter format =
        pattern == null ? null : DateTimeFormatter.ofPattern(pattern, Locale.ROOT);
    return (row, index, cells, record) -> {
      LocalDateTime time = cells.time(row, index, format);
      column.parts().forEach(part -> record.putFloat((float) part.of(time)));
    };
  }

  private static ValueEncoder text(TextColumn column) {
    Map<String, Integer> places = indexed(column.codes());
    return (row, index, cells, record) -> {
      List<String> words = cells.isMissing(row, index) ? List.of() : cells.words(row, index);
      for (int i = 0; i < column.length(); i++) {
        Integer place = i < words.size() ? places.get(words.get(i)) : null;
        int code = place == null ? TextColumn.OTHER : TextColumn.code(place);
        record.putFloat(i < words.size() ? code : TextColumn.PADDING);
      }
    };
  }
}
