package io.github.bellows.driver.prepare;

import io.github.bellows.common.data.CategoryColumn.Encoding;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;

/** How many different values a column may have, so that drivers and models can hold them. */
final class DistinctLimits {
  /** Most classes a label may have. */
  static final int MAXIMUM_CLASSES = 10_000;

  /** Most categories of a column that has an indicator for each. */
  static final int MAXIMUM_INDICATORS = 1_000;

  /** Most categories of a column, and most different words of a text. */
  static final int MAXIMUM_CODES = 1_000_000;

  private DistinctLimits() {}

  /** Returns how many categories a column may have. */
  static int of(ColumnPlan.Feature feature) {
    return feature.rule().encoding() == Encoding.ONE_HOT ? MAXIMUM_INDICATORS : MAXIMUM_CODES;
  }

  /** Returns how many different texts a column of categories may have before rare ones go. */
  static int ofTexts(ColumnPlan.Feature feature) {
    return feature.rule().minimumCount() > 1 ? MAXIMUM_CODES : of(feature);
  }

  /**
   * Checks how many different values a column has.
   *
   * @throws TrainingException ({@link ErrorCode#CONFIGURATION}) if they are more than a limit
   */
  static void check(String column, int found, int limit) {
    if (found > limit) {
      throw TrainingException.of(
          ErrorCode.CONFIGURATION,
          "data: column " + column,
          "has more than " + limit + " different values, too many for classes or categories",
          fix(column, limit));
    }
  }

  private static String fix(String column, int limit) {
    String leaveOut = "leave it out by features.exclude: [" + column + "]";
    String rule = "features.columns." + column;
    return switch (limit) {
      case MAXIMUM_CLASSES -> "Set data.label.kind to number if it is one";
      case MAXIMUM_INDICATORS ->
          "Name it under features.numeric if it is a number; make rare ones one by "
              + rule
              + ": { minCount: 10 }; set "
              + rule
              + ": { encode: index } for an embedding, which takes up to "
              + MAXIMUM_CODES
              + "; or "
              + leaveOut;
      default ->
          "Make fewer of them in the source, for example by select: [\"pmod(hash("
              + column
              + "), 100000) AS "
              + column
              + "\"], or "
              + leaveOut;
    };
  }
}
