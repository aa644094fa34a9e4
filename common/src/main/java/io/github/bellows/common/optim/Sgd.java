package io.github.bellows.common.optim;

import io.github.bellows.common.schedule.Schedule;

/**
 * Plain gradient descent: {@code p −= lr · g}. No slots.
 *
 * @param learningRate lr by step
 * @param regularization what pulls parameters towards zero
 */
public record Sgd(Schedule learningRate, Regularization regularization) implements OptimizerSpec {
  @Override
  public String kind() {
    return "sgd";
  }

  @Override
  public Sgd resolve(long stepsPerEpoch) {
    return new Sgd(learningRate.resolve(stepsPerEpoch), regularization.resolve(stepsPerEpoch));
  }

  @Override
  public int slots() {
    return 0;
  }

  @Override
  public ElementUpdate at(Moment moment) {
    float lr = (float) moment.rate();
    return (parameters, gradient, slots, from, to) -> {
      for (int i = from; i < to; i++) {
        parameters[i] -= lr * gradient[i];
      }
    };
  }
}
