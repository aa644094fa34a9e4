package io.github.bellows.common.metric;

import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How good a regression is. Each figure is computed for each output and then averaged over the
 * outputs, as scikit-learn's {@code multioutput="uniform_average"} does:
 *
 * <ul>
 *   <li>mean absolute error = Σ|ŷ − y| / n
 *   <li>root mean squared error = √(Σ(ŷ − y)² / n)
 *   <li>R² = 1 − Σ(ŷ − y)² / Σ(y − ȳ)²; where all targets are equal, 1 if every prediction is right
 *       and 0 if not
 * </ul>
 *
 * @param count samples n
 * @param loss mean of their losses
 * @param meanAbsoluteError in the target's unit
 * @param rootMeanSquaredError in the target's unit
 * @param r2 at most 1; 0 for always predicting the mean, negative for worse
 */
public record RegressionEvaluation(
    long count, double loss, double meanAbsoluteError, double rootMeanSquaredError, double r2)
    implements Evaluation {
  @Override
  public SortedMap<String, Double> scalars() {
    SortedMap<String, Double> scalars = new TreeMap<>();
    scalars.put(Metric.LOSS.key(), loss);
    scalars.put(Metric.MEAN_ABSOLUTE_ERROR.key(), meanAbsoluteError);
    scalars.put(Metric.ROOT_MEAN_SQUARED_ERROR.key(), rootMeanSquaredError);
    scalars.put(Metric.R2.key(), r2);
    return scalars;
  }
}
