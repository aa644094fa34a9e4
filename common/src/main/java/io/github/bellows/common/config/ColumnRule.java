package io.github.bellows.common.config;

import io.github.bellows.common.data.CategoryColumn.Encoding;
import io.github.bellows.common.data.DateColumn.Part;
import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the values of one column become features. Keys of another kind of column have their defaults.
 *
 * @param kind what the column holds
 * @param missing what takes the place of missing numbers and categories
 * @param indicator whether a feature of its own says which numbers are missing
 * @param log whether log(1 + x) takes the place of numbers
 * @param scale how numbers are scaled
 * @param encoding what categories become
 * @param minimumCount training samples that a category or word must have
 * @param pattern of dates in text; null for ISO-8601
 * @param parts of dates that become numbers
 * @param words how many words of a text are read
 * @param vocabulary how many different words are known at most
 */
public record ColumnRule(
    Kind kind,
    MissingRule missing,
    boolean indicator,
    boolean log,
    ColumnScale scale,
    Encoding encoding,
    int minimumCount,
    @Nullable String pattern,
    List<Part> parts,
    int words,
    int vocabulary)
    implements Serializable {
  /** Words of a text that are read unless it is said. */
  public static final int WORDS = 50;

  /** Different words that are known unless it is said. */
  public static final int VOCABULARY = 10_000;

  /** The parts of a date unless they are said. */
  public static final List<Part> PARTS = List.of(Part.YEAR, Part.MONTH, Part.DAY, Part.WEEKDAY);

  /** What a column holds. */
  public enum Kind {
    /** A number, an array of numbers, or bytes. */
    NUMBER,
    /** One of a set of texts. */
    CATEGORY,
    /** A point in time. */
    DATE,
    /** Words. */
    TEXT
  }

  /** Copies the list. */
  public ColumnRule {
    parts = List.copyOf(parts);
  }

  /** Returns the rule of columns that nothing is said of. */
  public static ColumnRule of(Kind kind) {
    return new ColumnRule(
        kind,
        MissingRule.FAIL,
        false,
        false,
        ColumnScale.NONE,
        Encoding.ONE_HOT,
        1,
        null,
        PARTS,
        WORDS,
        VOCABULARY);
  }

  /** Returns the same rule of numbers with other values. */
  ColumnRule ofNumbers(MissingRule rule, boolean indicates, boolean logarithm, ColumnScale scaled) {
    return new ColumnRule(
        kind,
        rule,
        indicates,
        logarithm,
        scaled,
        encoding,
        minimumCount,
        pattern,
        parts,
        words,
        vocabulary);
  }

  /** Returns the same rule of categories with other values. */
  ColumnRule ofCategories(MissingRule rule, Encoding encoded, int count) {
    return new ColumnRule(
        kind, rule, indicator, log, scale, encoded, count, pattern, parts, words, vocabulary);
  }

  /** Returns the same rule of dates with other values. */
  ColumnRule ofDates(@Nullable String format, List<Part> numbers, ColumnScale scaled) {
    return new ColumnRule(
        kind,
        missing,
        indicator,
        log,
        scaled,
        encoding,
        minimumCount,
        format,
        numbers,
        words,
        vocabulary);
  }

  /** Returns the same rule of texts with other values. */
  ColumnRule ofTexts(int read, int known, int count) {
    return new ColumnRule(
        kind, missing, indicator, log, scale, encoding, count, pattern, parts, read, known);
  }
}
