package io.github.bellows.common.optim;

import io.github.bellows.common.schedule.Schedule;

/**
 * Divides by the root of all squared gradients so far: {@code s = s + g²}, then {@code p −= lr · g
 * / (√s + ε)}. One slot: s. PyTorch's {@code Adagrad} with {@code lr_decay=0}.
 *
 * <p>Reference: Duchi, Hazan, Singer, "Adaptive Subgradient Methods for Online Learning and
 * Stochastic Optimization", Journal of Machine Learning Research 12, 2011, the diagonal form of
 * figure 1.
 *
 * @param learningRate lr by step
 * @param epsilon keeps the quotient finite, positive also when rounded to fp32
 * @param regularization what pulls parameters towards zero
 */
public record Adagrad(Schedule learningRate, double epsilon, Regularization regularization)
    implements OptimizerSpec {
  /** PyTorch's ε. */
  public static final double DEFAULT_EPSILON = 1e-10;

  /** Checks ε. */
  public Adagrad {
    Checks.epsilon(epsilon);
  }

  @Override
  public String kind() {
    return "adagrad";
  }

  @Override
  public Adagrad resolve(long stepsPerEpoch) {
    return new Adagrad(
        learningRate.resolve(stepsPerEpoch), epsilon, regularization.resolve(stepsPerEpoch));
  }

  @Override
  public int slots() {
    return 1;
  }

  @Override
  public ElementUpdate at(Moment moment) {
    float lr = (float) moment.rate();
    float eps = (float) epsilon;
    return (parameters, gradient, slots, from, to) -> {
      float[] s = slots[0];
      for (int i = from; i < to; i++) {
        float g = gradient[i];
        float squares = s[i] + g * g;
        s[i] = squares;
        parameters[i] -= lr * g / ((float) Math.sqrt(squares) + eps);
      }
    };
  }
}
