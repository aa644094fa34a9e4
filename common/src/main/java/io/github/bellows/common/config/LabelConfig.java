package io.github.bellows.common.config;

/**
 * The column to predict.
 *
 * @param column its name; {@code label} by default, which idx and digits use
 * @param kind what it holds
 */
public record LabelConfig(String column, Kind kind) {
  /** What a label is. */
  public enum Kind {
    /** One of a set of names or numbers; becomes a class index. */
    CLASS,
    /** A real number. */
    NUMBER,
    /** An array of real numbers. */
    VECTOR
  }
}
