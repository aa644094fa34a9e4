package io.github.bellows.common.optim;

import io.github.bellows.common.schedule.Schedule;

/**
 * Adam, and AdamW where the regularization has weight decay. With t = step + 1:
 *
 * <pre>
 * m = m + (1 − β₁) · (g − m)
 * v = β₂ · v + (1 − β₂) · g²
 * p −= (lr / (1 − β₁ᵗ)) · m / (√v / √(1 − β₂ᵗ) + ε)
 * </pre>
 *
 * <p>Two slots: m, then v. ε comes after the root and the bias correction, as in PyTorch. Factors
 * of a step are computed in double and rounded once to fp32; elements in fp32.
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
    Checks.belowOne("beta1", beta1);
    Checks.belowOne("beta2", beta2);
    Checks.epsilon(epsilon);
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
    double meanDecay = beta1.valueAt(moment.step());
    double t = moment.updates() + 1.0;
    // StrictMath: Math.pow may give other last bits on another machine.
    float stepSize = (float) (moment.rate() / (1 - StrictMath.pow(meanDecay, t)));
    float rootBias = (float) Math.sqrt(1 - StrictMath.pow(beta2, t));
    float meanWeight = (float) (1 - meanDecay);
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
        parameters[i] -= stepSize * mean / ((float) Math.sqrt(square) / rootBias + eps);
      }
    };
  }
}
