package io.github.bellows.common.optim;

import io.github.bellows.common.schedule.Schedule;

/**
 * Adam whose step is, for each tensor, scaled to the norm of the tensor, with λ the weight decay
 * and t the number of updates, this one included:
 *
 * <pre>
 * m = m + (1 − β₁) · (g − m)
 * v = β₂ · v + (1 − β₂) · g²
 * r = (m / (1 − β₁ᵗ)) / (√(v / (1 − β₂ᵗ)) + ε) + λ · p
 * p −= lr · ‖p‖ / ‖r‖ · r                            the ratio is 1 if ‖p‖ or ‖r‖ is 0
 * </pre>
 *
 * <p>Two slots: m, then v. Biases and parameters of normalizations have ratio 1.
 *
 * <p>Reference: You, Li, Reddi et al., "Large Batch Optimization for Deep Learning: Training BERT
 * in 76 minutes", ICLR 2020, algorithm 2, with φ the identity.
 *
 * @param learningRate lr by step
 * @param beta1 decay of the mean m by step, in [0, 1)
 * @param beta2 decay of the mean square v, in [0, 1)
 * @param epsilon keeps the quotient finite, positive also when rounded to fp32
 * @param regularization what pulls parameters towards zero; its weight decay is λ
 */
public record Lamb(
    Schedule learningRate,
    Schedule beta1,
    double beta2,
    double epsilon,
    Regularization regularization)
    implements LayerwiseSpec {
  /** The ε of the published algorithm's code. */
  public static final double DEFAULT_EPSILON = 1e-6;

  /** Checks β₁, β₂ and ε. */
  public Lamb {
    AdamFactors.check(beta1, beta2, epsilon);
  }

  @Override
  public String kind() {
    return "lamb";
  }

  @Override
  public Lamb resolve(long stepsPerEpoch) {
    return new Lamb(
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
  public ElementUpdate direction(Moment moment) {
    AdamFactors factors = AdamFactors.at(moment, beta1, beta2, epsilon);
    float bias = (float) factors.meanBias();
    float rootBias = factors.rootBias();
    float meanWeight = factors.meanWeight();
    float squareDecay = factors.squareDecay();
    float squareWeight = factors.squareWeight();
    float eps = factors.epsilon();
    float lambda = (float) moment.weightDecay();
    return (parameters, gradient, slots, from, to) -> {
      float[] m = slots[0];
      float[] v = slots[1];
      for (int i = from; i < to; i++) {
        float g = gradient[i];
        float mean = m[i] + meanWeight * (g - m[i]);
        float square = squareDecay * v[i] + squareWeight * g * g;
        m[i] = mean;
        v[i] = square;
        float root = (float) Math.sqrt(square) / rootBias + eps;
        gradient[i] = mean / bias / root + lambda * parameters[i];
      }
    };
  }

  @Override
  public double trust(double parameterNorm, double directionNorm, double weightDecay) {
    return parameterNorm == 0 || directionNorm == 0 ? 1 : parameterNorm / directionNorm;
  }

  @Override
  public ElementUpdate at(Moment moment) {
    return Sgd.descent(moment);
  }
}
