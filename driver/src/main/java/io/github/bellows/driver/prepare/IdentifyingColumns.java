package io.github.bellows.driver.prepare;

import java.io.Serializable;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for columns that say which row it is rather than what it is like: categories more than
 * {@link #SHARE} of which differ, and whole numbers none of which occurs twice. A network learns
 * such rows by heart. Mutable; one thread at a time.
 *
 * <p>Of numbers it remembers the first {@link #REMEMBERED} of a part, and forgets a column as soon
 * as it has a value twice, a fraction or a gap.
 */
final class IdentifyingColumns implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(IdentifyingColumns.class);

  /** Fewer rows may differ by chance. */
  private static final int FEWEST_ROWS = 100;

  /** Share of different categories above which they are called identifying. */
  private static final double SHARE = 0.9;

  private static final int REMEMBERED = 10_000;

  private final HashMap<String, HashSet<Long>> seen = new HashMap<>();
  private final HashSet<String> innocent = new HashSet<>();

  /** Adds a cell of a column of numbers. */
  void add(String column, Row row, int index) {
    if (innocent.contains(column)) {
      return;
    }
    HashSet<Long> values = seen.computeIfAbsent(column, c -> new HashSet<>());
    if (values.size() >= REMEMBERED) {
      return;
    }
    Long value = wholeNumber(row.get(index));
    if (value == null || !values.add(value)) {
      forget(column);
    }
  }

  private void forget(String column) {
    innocent.add(column);
    seen.remove(column);
  }

  private static @Nullable Long wholeNumber(@Nullable Object value) {
    if (value instanceof Long || value instanceof Integer || value instanceof Short) {
      return ((Number) value).longValue();
    }
    if (!(value instanceof String text)) {
      return null;
    }
    try {
      return Long.valueOf(text.trim());
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /** Adds the rows of another part. */
  void merge(IdentifyingColumns other) {
    other.innocent.forEach(this::forget);
    other.seen.forEach(
        (column, values) -> {
          if (!innocent.contains(column)) {
            HashSet<Long> all = seen.computeIfAbsent(column, c -> new HashSet<>());
            if (!values.stream().allMatch(all::add)) {
              forget(column);
            }
          }
        });
  }

  /**
   * Logs a warning for each identifying column of a source.
   *
   * @param categories how many different values columns of categories have
   */
  void warn(String source, long rows, Map<String, Integer> categories) {
    if (rows < FEWEST_ROWS) {
      return;
    }
    Stream<String> texts =
        categories.entrySet().stream()
            .filter(column -> column.getValue() > SHARE * rows)
            .map(Map.Entry::getKey);
    List<String> columns = Stream.concat(texts, seen.keySet().stream()).sorted().toList();
    for (String column : columns) {
      LOG.warn(
          "{}: column {} is nearly never the same in two of {} rows, as a number or name of the row"
              + " would be; a network learns such rows by heart. Leave it out by"
              + " data.features.exclude: [{}] unless it means something",
          source,
          column,
          rows,
          column);
    }
  }
}
