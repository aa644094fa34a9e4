package io.github.bellows.common.config;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What is to be predicted.
 *
 * @param column its name; {@code label} by default, which idx and drawn formats use; {@code
 *     features} for that kind
 * @param kind what it holds
 * @param classWeights how much samples weigh by their class; null if classes do not matter
 * @param separator what stands between the names of several classes in a text
 * @param gaps whether numbers may be missing, which are then not learned
 */
public record LabelConfig(
    String column, Kind kind, @Nullable ClassWeights classWeights, String separator, boolean gaps) {
  /** What stands between the names of several classes unless it is said. */
  static final String SEPARATOR = ",";

  /** The name of the label that is the features themselves. */
  static final String FEATURES = "features";

  /** Creates a label whose classes weigh the same. */
  public LabelConfig(String column, Kind kind) {
    this(column, kind, null, SEPARATOR);
  }

  /** Creates a label that no sample lacks. */
  public LabelConfig(
      String column, Kind kind, @Nullable ClassWeights classWeights, String separator) {
    this(column, kind, classWeights, separator, false);
  }

  /** What a label is. */
  public enum Kind {
    /** One of a set of names or numbers; becomes a class index. */
    CLASS,
    /** A real number. */
    NUMBER,
    /** An array of real numbers. */
    VECTOR,
    /** An array of class indices, or bytes that are such: one for each of some elements. */
    MASK,
    /** The scaled features themselves; no column. */
    FEATURES,
    /** Any number of a set of names: an array of them, or one text. */
    MULTI;

    /** Returns the kind's word in YAML. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Returns whether what is predicted is a class, of a sample or of each of its elements. */
    public boolean isClasses() {
      return this == CLASS || this == MASK;
    }
  }
}
