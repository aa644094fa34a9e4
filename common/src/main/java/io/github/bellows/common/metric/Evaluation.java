package io.github.bellows.common.metric;

import java.util.SortedMap;

/** The figures of a network on some data. Immutable; equal figures are equal evaluations. */
public sealed interface Evaluation
    permits ClassificationEvaluation,
        MaskEvaluation,
        MultiLabelEvaluation,
        MultiOutputEvaluation,
        RegressionEvaluation {
  /** Returns the number of samples, at least 1. */
  long count();

  /** Returns the mean of the samples' losses: Σ weight·loss / Σ weight. */
  double loss();

  /** Returns every single-number figure by its {@link Metric#key}, or {@link Metric#nameOf}. */
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
   * @param metric its key, or {@code <output>.<key>}
   * @throws IllegalArgumentException if no {@link Metric} has that name
   */
  static boolean lowerIsBetter(String metric) {
    return Metric.find(metric.substring(metric.lastIndexOf(Metric.SEPARATOR) + 1))
        .orElseThrow(() -> new IllegalArgumentException("metric = " + metric + ": is not known"))
        .lowerIsBetter();
  }
}
