package io.github.bellows.common.optim;

import io.github.bellows.common.schedule.Schedule;

/**
 * Adam, and AdamW where the regularization has weight decay. With t the number of updates, this one
 * included:
 *
 * <pre>
 * m = m + (1 − β₁) · (g − m)
 * v = β₂ · v + (1 − β₂) · g²
 * p −= (lr / (1 − β₁ᵗ)) · m / (√v / √(1 − β₂ᵗ) + ε)
 * </pre>
 *
 * <p>Two slots: m, then v. ε comes after the root and the bias correction, as in PyTorch.
 *
 * <p>Reference: Kingma, Ba, "Adam: A Method for Stochastic Optimization", ICLR 2015, algorithm 1.
 *
 * @param learningRate lr by step
 * @param beta1 decay of the mean m by step, in [0, 1); PyTorch's schedulers call it momentum
 * @param beta2 decay of the mean square v, in [0, 1)
 * @param epsilon keeps the quotient finite, positive also when rounded to fp32
 * @param regularization what pulls parameters towards zero
 */
public record Adam(
    Schedule learningRate,
    Schedule beta1,
    double beta2,
    double epsilon,
    Regularization regularization)
    implements OptimizerSpec {
  /** The published β₁. */
  public static final double DEFAULT_BETA1 = 0.9;

  /** The published β₂. */
  public static final double DEFAULT_BETA2 = 0.999;

  /** The published ε. */
  public static final double DEFAULT_EPSILON = 1e-8;

  /** Checks β₁, β₂ and ε. */
  public Adam {
    AdamFactors.check(beta1, beta2, epsilon);
  }

  @Override
  public String kind() {
    return "adam";
  }

  @Override
  public Adam resolve(long stepsPerEpoch) {
    return new Adam(
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
    float rootBias = factors.rootBias();
    float meanWeight = factors.meanWeight();
    float squareDecay = factors.squareDecay();
    float squareWeight = factors.squareWeight();
    float eps = factors.epsilon();
    return (parameters, gradient, slots, from, to) -> {
      float[] m = slots[0];
      float[] v = slots[1];
      for (int i = from; i < to; i++) {
        float g = gradient[i];
        float mean = m[i] + meanWeight * (g - m[i]);
        float square = squareDecay * v[i] + squareWeight * g * g;
        m[i] = mean;
        v[i] = square;
        parameters[i] -= stepSize * mean / ((float) Math.sqrt(square) / rootBias + eps);
      }
    };
  }
}
