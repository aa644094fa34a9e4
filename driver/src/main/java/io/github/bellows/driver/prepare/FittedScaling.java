package io.github.bellows.driver.prepare;

import io.github.bellows.common.config.ColumnRule;
import io.github.bellows.common.config.ColumnScale;
import io.github.bellows.common.config.ScaleConfig;
import io.github.bellows.common.data.CategoryColumn;
import io.github.bellows.common.data.DateColumn;
import io.github.bellows.common.data.FeatureColumn;
import io.github.bellows.common.data.FeatureMoments;
import io.github.bellows.common.data.FeatureScaling;
import io.github.bellows.common.data.NumberColumn;
import io.github.bellows.common.data.TextColumn;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gathers how the features of columns, one after another, are scaled. */
final class FittedScaling {
  private static final double FIRST_QUARTILE = 0.25;
  private static final double MEDIAN = 0.5;
  private static final double THIRD_QUARTILE = 0.75;

  private final ScaleConfig config;
  private final ValueStatistics statistics;
  private final List<Float> subtract = new ArrayList<>();
  private final List<Float> divide = new ArrayList<>();
  private final boolean standardizes;
  private boolean own;

  FittedScaling(ScaleConfig config, ValueStatistics statistics) {
    this.config = config;
    this.statistics = statistics;
    standardizes = config.standardize() == ScaleConfig.Standardize.FEATURES;
  }

  /**
   * Adds the features of a column.
   *
   * @param place of its first value
   */
  void add(FeatureColumn column, ColumnRule rule, int place) {
    ColumnScale standard = standardizes ? ColumnScale.STANDARDIZE : ColumnScale.NONE;
    ColumnScale scale = rule.scale() == ColumnScale.NONE ? standard : rule.scale();
    if (column instanceof CategoryColumn category) {
      indicators(category, statistics.counts(place));
    } else if (column instanceof TextColumn) {
      plain(column.width());
    } else if (column instanceof NumberColumn || column instanceof DateColumn) {
      own |= rule.scale() != ColumnScale.NONE;
      int numbers = column instanceof NumberColumn ? 1 : column.stored();
      for (int i = 0; i < numbers; i++) {
        number(scale, place + i);
      }
      if (column.stored() > numbers) {
        number(standard, place + numbers);
      }
    } else {
      own |= rule.scale() != ColumnScale.NONE;
      for (int i = 0; i < column.stored(); i++) {
        number(scale, place + i);
      }
    }
  }

  /** Adds a number, scaled by what is known of it; what is constant is divided by 1. */
  private void number(ColumnScale scale, int place) {
    FeatureMoments moments = statistics.moments();
    boolean none = moments.count(place) == 0;
    switch (scale) {
      case NONE -> put(config.subtract(), config.divide());
      case STANDARDIZE -> put(moments.mean(place), moments.deviation(place));
      case MIN_MAX -> {
        double lowest = none ? 0 : moments.lowest(place);
        put(lowest, none ? 1 : moments.highest(place) - lowest);
      }
      case ROBUST -> {
        double range = orZero(place, THIRD_QUARTILE) - orZero(place, FIRST_QUARTILE);
        put(orZero(place, MEDIAN), range);
      }
    }
  }

  private double orZero(int place, double share) {
    @Nullable Double quantile = statistics.quantile(place, share);
    return quantile == null ? 0 : quantile;
  }

  /** Indicators are standardized if all features are; indices never are. */
  private void indicators(CategoryColumn column, long[] counts) {
    if (column.encoding() == CategoryColumn.Encoding.INDEX) {
      plain(1);
      return;
    }
    if (!standardizes) {
      for (int slot = 0; slot < column.slots(); slot++) {
        put(config.subtract(), config.divide());
      }
      return;
    }
    double[] occurs = new double[column.slots()];
    int[] slotOfCode = column.slotOfCode();
    double all = 0;
    for (int code = 0; code < counts.length; code++) {
      occurs[slotOfCode[code]] += counts[code];
      all += counts[code];
    }
    for (double times : occurs) {
      double share = all == 0 ? 0 : times / all;
      put(share, Math.sqrt(share * (1 - share)));
    }
  }

  private void plain(int features) {
    own = true;
    for (int i = 0; i < features; i++) {
      put(0, 1);
    }
  }

  private void put(double minus, double by) {
    subtract.add((float) minus);
    divide.add((float) by == 0 ? 1 : (float) by);
  }

  /** Returns the scaling of all features. */
  FeatureScaling scaling() {
    if (!own && !standardizes) {
      return FeatureScaling.uniform((float) config.subtract(), (float) config.divide());
    }
    float[] minus = new float[subtract.size()];
    float[] by = new float[minus.length];
    for (int i = 0; i < minus.length; i++) {
      minus[i] = subtract.get(i);
      by[i] = divide.get(i);
    }
    return new FeatureScaling(minus, by);
  }
}
