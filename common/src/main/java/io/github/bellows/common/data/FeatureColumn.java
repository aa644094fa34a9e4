package io.github.bellows.common.data;

import java.util.List;

/**
 * A column of a source and the features it becomes.
 *
 * @param name its name in the source
 * @param kind what it holds
 * @param width number of features: 1 for a number, the length of an array, the number of categories
 * @param categories categories in the order of their indicators; empty for other kinds
 */
public record FeatureColumn(String name, Kind kind, int width, List<String> categories) {
  /** What a column holds. */
  public enum Kind {
    /** One number, or text that is one. */
    NUMBER,
    /** An array of numbers of one length, or Spark's vector. */
    ARRAY,
    /** Bytes of one length, each a feature of 0 to 255. */
    BYTES,
    /** One of a set of texts; one indicator per category, all 0 for a text not among them. */
    CATEGORY
  }

  /** Checks the width. */
  public FeatureColumn {
    categories = List.copyOf(categories);
    if (width < 1 || (kind == Kind.CATEGORY && categories.size() != width)) {
      throw new IllegalArgumentException("column " + name + " becomes " + width + " features");
    }
  }
}
