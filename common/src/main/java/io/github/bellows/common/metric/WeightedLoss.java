package io.github.bellows.common.metric;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import java.io.Serializable;

/** A number of samples, the sum of their weighted losses and that of their weights. Mutable. */
final class WeightedLoss implements Serializable {
  private static final long serialVersionUID = 1L;

  private long count;
  private double lossSum;
  private double weightSum;

  /**
   * Adds a sample.
   *
   * @param loss its weight × its loss
   * @param weight its weight, at least 0
   */
  void add(double loss, double weight) {
    count++;
    lossSum += loss;
    weightSum += weight;
  }

  /** Adds another's samples; the other is not changed. */
  void merge(WeightedLoss other) {
    count += other.count;
    lossSum += other.lossSum;
    weightSum += other.weightSum;
  }

  long count() {
    return count;
  }

  double lossSum() {
    return lossSum;
  }

  double weightSum() {
    return weightSum;
  }

  /**
   * Returns Σ weight·loss / Σ weight.
   *
   * @throws IllegalStateException if there is no sample
   * @throws TrainingException ({@link ErrorCode#BAD_DATA}) if all weights are 0
   */
  double mean() {
    if (count == 0) {
      throw new IllegalStateException("there are no samples to evaluate");
    }
    if (weightSum == 0) {
      throw TrainingException.of(
          ErrorCode.BAD_DATA,
          "weights of " + count + " samples",
          "are all 0, so their mean loss is not defined",
          "Give at least one sample a weight above 0");
    }
    return lossSum / weightSum;
  }
}
