package io.github.bellows.common.optim;

import io.github.bellows.common.schedule.Schedule;

/**
 * Steps of one length, the learning rate, in the direction that momentum and gradient agree on:
 * {@code p −= lr · sign(β₁ · m + (1 − β₁) · g)}, then {@code m = β₂ · m + (1 − β₂) · g}. One slot:
 * m. sign(0) is 0.
 *
 * <p>Reference: Chen, Liang, Huang et al., "Symbolic Discovery of Optimization Algorithms", NeurIPS
 * 2023, algorithm 2; its λ is the weight decay.
 *
 * @param learningRate lr by step, three to ten times smaller than Adam's
 * @param beta1 weight β₁ of m in the direction by step, in [0, 1)
 * @param beta2 decay β₂ of m, in [0, 1)
 * @param regularization what pulls parameters towards zero
 */
public record Lion(
    Schedule learningRate, Schedule beta1, double beta2, Regularization regularization)
    implements OptimizerSpec {
  /** The published learning rate of the authors' code. */
  public static final double DEFAULT_RATE = 1e-4;

  /** The published β₁. */
  public static final double DEFAULT_BETA1 = 0.9;

  /** The published β₂. */
  public static final double DEFAULT_BETA2 = 0.99;

  /** Checks β₁ and β₂. */
  public Lion {
    Checks.belowOne("beta1", beta1);
    Checks.belowOne("beta2", beta2);
  }

  @Override
  public String kind() {
    return "lion";
  }

  @Override
  public Lion resolve(long stepsPerEpoch) {
    return new Lion(
        learningRate.resolve(stepsPerEpoch),
        beta1.resolve(stepsPerEpoch),
        beta2,
        regularization.resolve(stepsPerEpoch));
  }

  @Override
  public int slots() {
    return 1;
  }

  @Override
  public ElementUpdate at(Moment moment) {
    double share = beta1.valueAt(moment.step());
    float lr = (float) moment.rate();
    float meanShare = (float) share;
    float gradientShare = (float) (1 - share);
    float decay = (float) beta2;
    float weight = (float) (1 - beta2);
    return (parameters, gradient, slots, from, to) -> {
      float[] m = slots[0];
      for (int i = from; i < to; i++) {
        float g = gradient[i];
        float mean = m[i];
        m[i] = decay * mean + weight * g;
        parameters[i] -= lr * Sign.of(meanShare * mean + gradientShare * g);
      }
    };
  }
}
