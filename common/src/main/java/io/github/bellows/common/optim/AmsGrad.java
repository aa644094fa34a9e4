package io.github.bellows.common.optim;

import io.github.bellows.common.schedule.Schedule;

/**
 * Adam whose divisor never shrinks: it takes the largest mean square so far. With t the number of
 * updates, this one included:
 *
 * <pre>
 * m = m + (1 − β₁) · (g − m)
 * v = β₂ · v + (1 − β₂) · g²
 * u = max(u, v)
 * p −= (lr / (1 − β₁ᵗ)) · m / (√u / √(1 − β₂ᵗ) + ε)
 * </pre>
 *
 * <p>Three slots: m, v, u. PyTorch's Adam with {@code amsgrad=True}, bias corrections included,
 * which the paper leaves out.
 *
 * <p>Reference: Reddi, Kale, Kumar, "On the Convergence of Adam and Beyond", ICLR 2018, algorithm
 * 2.
 *
 * @param learningRate lr by step
 * @param beta1 decay of the mean m by step, in [0, 1); by default {@link Adam#DEFAULT_BETA1}
 * @param beta2 decay of the mean square v, in [0, 1); by default {@link Adam#DEFAULT_BETA2}
 * @param epsilon keeps the quotient finite, positive also when rounded to fp32; by default {@link
 *     Adam#DEFAULT_EPSILON}
 * @param regularization what pulls parameters towards zero
 */
public record AmsGrad(
    Schedule learningRate,
    Schedule beta1,
    double beta2,
    double epsilon,
    Regularization regularization)
    implements OptimizerSpec {
  /** Checks β₁, β₂ and ε. */
  public AmsGrad {
    AdamFactors.check(beta1, beta2, epsilon);
  }

  @Override
  public String kind() {
    return "amsgrad";
  }

  @Override
  public AmsGrad resolve(long stepsPerEpoch) {
    return new AmsGrad(
        learningRate.resolve(stepsPerEpoch),
        beta1.resolve(stepsPerEpoch),
        beta2,
        epsilon,
        regularization.resolve(stepsPerEpoch));
  }

  @Override
  public int slots() {
    return 3;
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
      float[] u = slots[2];
      for (int i = from; i < to; i++) {
        float g = gradient[i];
        float mean = m[i] + meanWeight * (g - m[i]);
        float square = squareDecay * v[i] + squareWeight * g * g;
        m[i] = mean;
        v[i] = square;
        float largest = Math.max(u[i], square);
        u[i] = largest;
        parameters[i] -= stepSize * mean / ((float) Math.sqrt(largest) / rootBias + eps);
      }
    };
  }
}
