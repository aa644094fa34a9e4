package io.github.bellows.common.config;

import java.io.Serializable;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What takes the place of missing values of a column.
 *
 * @param kind how it is found
 * @param constant the text itself, of {@link Kind#CONSTANT}; null otherwise
 */
public record MissingRule(Kind kind, @Nullable String constant) implements Serializable {
  /** Nothing: the row is an error. */
  public static final MissingRule FAIL = new MissingRule(Kind.FAIL, null);

  /** How it is found, from the training samples that have a value. */
  public enum Kind {
    /** Nothing takes its place: the row is an error. */
    FAIL("fail"),
    /** The mean; numbers. */
    MEAN("mean"),
    /** The median; numbers. */
    MEDIAN("median"),
    /** The most frequent value; categories. */
    MOST_FREQUENT("mostFrequent"),
    /** The slot of texts that are no category; categories. */
    OTHER("other"),
    /** A number or text that is given. */
    CONSTANT("a constant");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    /** Returns the word in configurations. */
    public String word() {
      return word;
    }
  }

  /** Returns the rule of a word, or a constant. */
  public static MissingRule of(String text) {
    for (Kind kind : Kind.values()) {
      if (kind != Kind.CONSTANT && kind.word.toLowerCase(Locale.ROOT).equals(lower(text))) {
        return new MissingRule(kind, null);
      }
    }
    return new MissingRule(Kind.CONSTANT, text);
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  /** Returns whether values may be missing. */
  public boolean allows() {
    return kind != Kind.FAIL;
  }

  /** Returns the constant as a number; null if it is none. */
  public @Nullable Float number() {
    if (constant == null) {
      return null;
    }
    try {
      float number = Float.parseFloat(constant);
      return Float.isFinite(number) ? number : null;
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /** Returns the rule as it stands in configurations. */
  public String text() {
    return constant == null ? kind.word : constant;
  }
}
