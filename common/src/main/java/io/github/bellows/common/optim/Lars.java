package io.github.bellows.common.optim;

import io.github.bellows.common.schedule.Schedule;

/**
 * Layer-wise adaptive rate scaling: momentum whose learning rate is, for each tensor, scaled to the
 * ratio of the norms of tensor and gradient, with λ the weight decay:
 *
 * <pre>
 * ratio = trust · ‖p‖ / (‖g‖ + λ · ‖p‖ + ε)        1 if ‖p‖ or ‖g‖ is 0
 * v = μ · v + lr · ratio · (g + λ · p)
 * p −= v
 * </pre>
 *
 * <p>One slot: v. Biases and parameters of normalizations have ratio 1.
 *
 * <p>Reference: You, Gitman, Ginsburg, "Large Batch Training of Convolutional Networks", 2017,
 * algorithm 1 and equation 6.
 *
 * @param learningRate lr by step
 * @param momentum μ by step, in [0, 1)
 * @param trust the trust coefficient η, positive
 * @param epsilon keeps the quotient finite, positive also when rounded to fp32
 * @param regularization what pulls parameters towards zero; its weight decay is λ
 */
public record Lars(
    Schedule learningRate,
    Schedule momentum,
    double trust,
    double epsilon,
    Regularization regularization)
    implements LayerwiseSpec {
  /** The η of the published experiments. */
  public static final double DEFAULT_TRUST = 0.001;

  /** A small number beside any norm that matters. */
  public static final double DEFAULT_EPSILON = 1e-8;

  /** Checks μ, η and ε. */
  public Lars {
    Checks.belowOne("momentum", momentum);
    Checks.positive("trust", trust);
    Checks.epsilon(epsilon);
  }

  @Override
  public String kind() {
    return "lars";
  }

  @Override
  public Lars resolve(long stepsPerEpoch) {
    return new Lars(
        learningRate.resolve(stepsPerEpoch),
        momentum.resolve(stepsPerEpoch),
        trust,
        epsilon,
        regularization.resolve(stepsPerEpoch));
  }

  @Override
  public int slots() {
    return 1;
  }

  /** The ratio is measured against the gradient itself. */
  @Override
  public ElementUpdate direction(Moment moment) {
    return ElementUpdate.NONE;
  }

  @Override
  public double trust(double parameterNorm, double directionNorm, double weightDecay) {
    return parameterNorm == 0 || directionNorm == 0
        ? 1
        : trust * parameterNorm / (directionNorm + weightDecay * parameterNorm + epsilon);
  }

  @Override
  public ElementUpdate at(Moment moment) {
    float lr = (float) moment.rate();
    float mu = (float) momentum.valueAt(moment.step());
    float lambda = (float) moment.weightDecay();
    return (parameters, gradient, slots, from, to) -> {
      float[] v = slots[0];
      for (int i = from; i < to; i++) {
        float p = parameters[i];
        float velocity = mu * v[i] + lr * (gradient[i] + lambda * p);
        v[i] = velocity;
        parameters[i] = p - velocity;
      }
    };
  }
}
