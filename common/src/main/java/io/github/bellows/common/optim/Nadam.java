package io.github.bellows.common.optim;

import io.github.bellows.common.schedule.Schedule;

/**
 * Adam with Nesterov's momentum, whose β₁ grows along the way. With t the number of updates, this
 * one included:
 *
 * <pre>
 * μₜ = β₁ · (1 − 0.5 · 0.96^(t · ψ))
 * m = m + (1 − β₁) · (g − m)
 * v = β₂ · v + (1 − β₂) · g²
 * n = (1 − μₜ) / (1 − μ₁…μₜ) · g + μₜ₊₁ / (1 − μ₁…μₜ₊₁) · m
 * p −= lr · n / (√(v / (1 − β₂ᵗ)) + ε)
 * </pre>
 *
 * <p>Two slots: m, then v. The product of the μ is no state: it is computed anew at each update, a
 * few dozen factors, until it is too small to change 1 − μ₁…μₜ.
 *
 * <p>Reference: Dozat, "Incorporating Nesterov Momentum into Adam", ICLR 2016 workshop, algorithm 2
 * and the schedule of μ in its appendix; PyTorch's {@code NAdam}.
 *
 * @param learningRate lr by step; by default {@link Adamax#DEFAULT_RATE}
 * @param beta1 decay of the mean m and limit of μ, in [0, 1); by default {@link
 *     Adam#DEFAULT_BETA1}; no schedule, as μ is one
 * @param beta2 decay of the mean square v, in [0, 1); by default {@link Adam#DEFAULT_BETA2}
 * @param epsilon keeps the quotient finite, positive also when rounded to fp32; by default {@link
 *     Adam#DEFAULT_EPSILON}
 * @param momentumDecay ψ, how fast μ grows from β₁ / 2 to β₁; finite and not negative
 * @param regularization what pulls parameters towards zero
 */
public record Nadam(
    Schedule learningRate,
    double beta1,
    double beta2,
    double epsilon,
    double momentumDecay,
    Regularization regularization)
    implements OptimizerSpec {
  /** The ψ of PyTorch and of the paper's experiments. */
  public static final double DEFAULT_MOMENTUM_DECAY = 0.004;

  private static final double NO_MATTER = 0x1p-60;

  /** Checks β₁, β₂, ε and ψ. */
  public Nadam {
    Checks.belowOne("beta1", beta1);
    Checks.belowOne("beta2", beta2);
    Checks.epsilon(epsilon);
    Checks.notNegative("momentumDecay", momentumDecay);
  }

  @Override
  public String kind() {
    return "nadam";
  }

  @Override
  public Nadam resolve(long stepsPerEpoch) {
    return new Nadam(
        learningRate.resolve(stepsPerEpoch),
        beta1,
        beta2,
        epsilon,
        momentumDecay,
        regularization.resolve(stepsPerEpoch));
  }

  @Override
  public int slots() {
    return 2;
  }

  private double momentum(double t) {
    return beta1 * (1 - 0.5 * StrictMath.pow(0.96, t * momentumDecay));
  }

  /** Returns μ₁…μₜ, or some number below 2⁻⁶⁰ if it is below that. */
  private double product(long t) {
    double product = 1;
    for (long k = 1; k <= t && product > NO_MATTER; k++) {
      product *= momentum(k);
    }
    return product;
  }

  @Override
  public ElementUpdate at(Moment moment) {
    long t = moment.updates() + 1;
    double product = product(t);
    double next = momentum(t + 1.0);
    float gradientStep = (float) (moment.rate() * (1 - momentum(t)) / (1 - product));
    float meanStep = (float) (moment.rate() * next / (1 - product * next));
    float bias = (float) (1 - StrictMath.pow(beta2, (double) t));
    float meanWeight = (float) (1 - beta1);
    float squareDecay = (float) beta2;
    float squareWeight = (float) (1 - beta2);
    float eps = (float) epsilon;
    return (parameters, gradient, slots, from, to) -> {
      float[] m = slots[0];
      float[] v = slots[1];
      for (int i = from; i < to; i++) {
        float g = gradient[i];
        float mean = m[i] + meanWeight * (g - m[i]);
        float square = squareDecay * v[i] + squareWeight * g * g;
        m[i] = mean;
        v[i] = square;
        float root = (float) Math.sqrt(square / bias) + eps;
        parameters[i] -= (gradientStep * g + meanStep * mean) / root;
      }
    };
  }
}
