package io.github.bellows.common.metric;

import java.util.SortedMap;

/** The figures of a network on some data. Immutable; equal figures are equal evaluations. */
public sealed interface Evaluation permits ClassificationEvaluation, RegressionEvaluation {
  /** Returns the number of samples, at least 1. */
  long count();

  /** Returns the mean of the samples' losses. */
  double loss();

  /** Returns every single-number figure by its {@link Metric#key}. */
  SortedMap<String, Double> scalars();

  /**
   * Returns one of {@link #scalars}.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  default double value(String metric) {
    Double value = scalars().get(metric);
    if (value == null) {
      throw new IllegalArgumentException(
          "metric = " + metric + ": must be one of " + scalars().keySet());
    }
    return value;
  }

  /**
   * Returns whether a smaller value of a metric is a better one.
   *
   * @throws IllegalArgumentException if no {@link Metric} has that name
   */
  static boolean lowerIsBetter(String metric) {
    return Metric.find(metric)
        .orElseThrow(() -> new IllegalArgumentException("metric = " + metric + ": is not known"))
        .lowerIsBetter();
  }
}
