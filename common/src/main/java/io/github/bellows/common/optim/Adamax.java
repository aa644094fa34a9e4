package io.github.bellows.common.optim;

import io.github.bellows.common.schedule.Schedule;

/**
 * Adam with a decaying maximum in place of the mean square. With t the number of updates, this one
 * included:
 *
 * <pre>
 * m = m + (1 − β₁) · (g − m)
 * u = max(β₂ · u, |g| + ε)
 * p −= (lr / (1 − β₁ᵗ)) · m / u
 * </pre>
 *
 * <p>Two slots: m, then u. ε is inside the maximum, as in PyTorch; the paper has none.
 *
 * <p>Reference: Kingma, Ba, "Adam: A Method for Stochastic Optimization", ICLR 2015, algorithm 2.
 *
 * @param learningRate lr by step
 * @param beta1 decay of the mean m by step, in [0, 1); by default {@link Adam#DEFAULT_BETA1}
 * @param beta2 decay of the maximum u, in [0, 1); by default {@link Adam#DEFAULT_BETA2}
 * @param epsilon keeps the quotient finite, positive also when rounded to fp32; by default {@link
 *     Adam#DEFAULT_EPSILON}
 * @param regularization what pulls parameters towards zero
 */
public record Adamax(
    Schedule learningRate,
    Schedule beta1,
    double beta2,
    double epsilon,
    Regularization regularization)
    implements OptimizerSpec {
  /** The published learning rate. */
  public static final double DEFAULT_RATE = 0.002;

  /** Checks β₁, β₂ and ε. */
  public Adamax {
    AdamFactors.check(beta1, beta2, epsilon);
  }

  @Override
  public String kind() {
    return "adamax";
  }

  @Override
  public Adamax resolve(long stepsPerEpoch) {
    return new Adamax(
        learningRate.resolve(stepsPerEpoch),
        beta1.resolve(stepsPerEpoch),
        beta2,
        epsilon,
        regularization.resolve(stepsPerEpoch));
  }

  @Override
  public int slots() {
    return 2;
  }

  @Override
  public ElementUpdate at(Moment moment) {
    AdamFactors factors = AdamFactors.at(moment, beta1, beta2, epsilon);
    float stepSize = (float) (moment.rate() / factors.meanBias());
    float meanWeight = factors.meanWeight();
    float largestDecay = factors.squareDecay();
    float eps = factors.epsilon();
    return (parameters, gradient, slots, from, to) -> {
      float[] m = slots[0];
      float[] u = slots[1];
      for (int i = from; i < to; i++) {
        float g = gradient[i];
        float mean = m[i] + meanWeight * (g - m[i]);
        float largest = Math.max(largestDecay * u[i], Math.abs(g) + eps);
        m[i] = mean;
        u[i] = largest;
        parameters[i] -= stepSize * mean / largest;
      }
    };
  }
}
