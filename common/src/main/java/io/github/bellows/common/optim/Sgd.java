package io.github.bellows.common.optim;

import io.github.bellows.common.schedule.Schedule;

/**
 * Plain gradient descent: {@code p −= lr · g}. No slots.
 *
 * <p>Reference: Robbins, Monro, "A Stochastic Approximation Method", The Annals of Mathematical
 * Statistics 22(3), 1951.
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
    return descent(moment);
  }

  /** Returns {@code p −= lr · g}, with g what an earlier pass left in the gradient. */
  static ElementUpdate descent(Moment moment) {
    float lr = (float) moment.rate();
    return (parameters, gradient, slots, from, to) -> {
      for (int i = from; i < to; i++) {
        parameters[i] -= lr * gradient[i];
      }
    };
  }
}
