package io.github.bellows.common.optim;

import io.github.bellows.common.schedule.Schedule;

/**
 * Gradient descent with Nesterov's momentum: {@code v = μ · v + g}, then {@code p −= lr · (g + μ ·
 * v)}. One slot: v. PyTorch's SGD with {@code nesterov=True}.
 *
 * <p>Reference: Sutskever, Martens, Dahl, Hinton, "On the importance of initialization and momentum
 * in deep learning", ICML 2013, equations 3 and 4, with the parameters read at the looked-ahead
 * point.
 *
 * @param learningRate lr by step
 * @param momentum μ by step, in [0, 1); by default {@link Momentum#DEFAULT_MOMENTUM}
 * @param regularization what pulls parameters towards zero
 */
public record Nesterov(Schedule learningRate, Schedule momentum, Regularization regularization)
    implements OptimizerSpec {
  /** Checks μ. */
  public Nesterov {
    Checks.belowOne("momentum", momentum);
  }

  @Override
  public String kind() {
    return "nesterov";
  }

  @Override
  public Nesterov resolve(long stepsPerEpoch) {
    return new Nesterov(
        learningRate.resolve(stepsPerEpoch),
        momentum.resolve(stepsPerEpoch),
        regularization.resolve(stepsPerEpoch));
  }

  @Override
  public int slots() {
    return 1;
  }

  @Override
  public ElementUpdate at(Moment moment) {
    float lr = (float) moment.rate();
    float mu = (float) momentum.valueAt(moment.step());
    return (parameters, gradient, slots, from, to) -> {
      float[] v = slots[0];
      for (int i = from; i < to; i++) {
        float g = gradient[i];
        float velocity = mu * v[i] + g;
        v[i] = velocity;
        parameters[i] -= lr * (g + mu * velocity);
      }
    };
  }
}
