package io.github.bellows.common.optim;

import io.github.bellows.common.schedule.Schedule;

/**
 * Gradient descent with momentum: {@code v = μ · v + g}, then {@code p −= lr · v}. One slot: v. No
 * dampening; the learning rate is outside v, as in PyTorch's SGD.
 *
 * <p>Reference: Polyak, "Some methods of speeding up the convergence of iteration methods", USSR
 * Computational Mathematics and Mathematical Physics 4(5), 1964.
 *
 * @param learningRate lr by step
 * @param momentum μ by step, in [0, 1)
 * @param regularization what pulls parameters towards zero
 */
public record Momentum(Schedule learningRate, Schedule momentum, Regularization regularization)
    implements OptimizerSpec {
  /** The μ that most published recipes use; also Nesterov's. */
  public static final double DEFAULT_MOMENTUM = 0.9;

  /** Checks μ. */
  public Momentum {
    Checks.belowOne("momentum", momentum);
  }

  @Override
  public String kind() {
    return "momentum";
  }

  @Override
  public Momentum resolve(long stepsPerEpoch) {
    return new Momentum(
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
    return descent(moment, momentum, 0);
  }

  /** Returns {@code v = μ · v + g; p −= lr · v}, with v in a slot. */
  static ElementUpdate descent(Moment moment, Schedule momentum, int slot) {
    float lr = (float) moment.rate();
    float mu = (float) momentum.valueAt(moment.step());
    return (parameters, gradient, slots, from, to) -> {
      float[] v = slots[slot];
      for (int i = from; i < to; i++) {
        float velocity = mu * v[i] + gradient[i];
        v[i] = velocity;
        parameters[i] -= lr * velocity;
      }
    };
  }
}
