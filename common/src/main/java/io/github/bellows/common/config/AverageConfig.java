package io.github.bellows.common.config;

import io.github.bellows.common.optim.WeightAverage;

/**
 * An average of the parameters along the way: what {@code training.weightAverage} says.
 *
 * @param average its periods counted in steps, or in epochs
 * @param inEpochs whether they are counted in epochs
 * @param validate whether validations measure the average, once there is one
 */
public record AverageConfig(WeightAverage average, boolean inEpochs, boolean validate) {
  /** Returns the average with all periods counted in steps. */
  public WeightAverage resolve(long stepsPerEpoch) {
    return average.resolve(inEpochs ? stepsPerEpoch : 1, stepsPerEpoch);
  }
}
