package io.github.bellows.common.optim;

import io.github.bellows.common.schedule.Schedule;

/**
 * Divides by the root of the mean square of past gradients, or of their variance if centered:
 *
 * <pre>
 * s = α · s + (1 − α) · g²
 * c = c + (1 − α) · (g − c)             centered only, otherwise c is 0
 * d = g / (√(s − c²) + ε)               the difference is at least 0
 * p −= lr · d                           without momentum
 * v = μ · v + d;  p −= lr · v           with momentum
 * </pre>
 *
 * <p>One slot for each of s, c if centered, and v if μ is ever above 0, in this order. ε comes
 * after the root, as in PyTorch.
 *
 * <p>Reference: Tieleman, Hinton, "Lecture 6.5: rmsprop", Coursera, 2012; centered: Graves,
 * "Generating Sequences With Recurrent Neural Networks", 2013, equations 38 to 41, with other
 * places for ε and lr.
 *
 * @param learningRate lr by step
 * @param alpha decay α of the means, in [0, 1)
 * @param epsilon keeps the quotient finite, positive also when rounded to fp32
 * @param centered whether the square of the mean gradient is taken from the mean square
 * @param momentum μ by step, in [0, 1)
 * @param regularization what pulls parameters towards zero
 */
public record RmsProp(
    Schedule learningRate,
    double alpha,
    double epsilon,
    boolean centered,
    Schedule momentum,
    Regularization regularization)
    implements OptimizerSpec {
  /** PyTorch's α. */
  public static final double DEFAULT_ALPHA = 0.99;

  /** PyTorch's ε. */
  public static final double DEFAULT_EPSILON = 1e-8;

  /** Checks α, ε and μ. */
  public RmsProp {
    Checks.belowOne("alpha", alpha);
    Checks.epsilon(epsilon);
    Checks.belowOne("momentum", momentum);
  }

  @Override
  public String kind() {
    return "rmsprop";
  }

  @Override
  public RmsProp resolve(long stepsPerEpoch) {
    return new RmsProp(
        learningRate.resolve(stepsPerEpoch),
        alpha,
        epsilon,
        centered,
        momentum.resolve(stepsPerEpoch),
        regularization.resolve(stepsPerEpoch));
  }

  @Override
  public int slots() {
    return means() + (hasMomentum() ? 1 : 0);
  }

  private int means() {
    return centered ? 2 : 1;
  }

  private boolean hasMomentum() {
    return momentum.highest() > 0;
  }

  @Override
  public ElementUpdate at(Moment moment) {
    ElementUpdate divided = centered ? byDeviation() : byRoot();
    return divided.then(
        hasMomentum() ? Momentum.descent(moment, momentum, means()) : Sgd.descent(moment));
  }

  /** Returns the pass that makes d of the gradient, with c 0. */
  private ElementUpdate byRoot() {
    float decay = (float) alpha;
    float weight = (float) (1 - alpha);
    float eps = (float) epsilon;
    return (parameters, gradient, slots, from, to) -> {
      float[] s = slots[0];
      for (int i = from; i < to; i++) {
        float g = gradient[i];
        float square = decay * s[i] + weight * g * g;
        s[i] = square;
        gradient[i] = g / ((float) Math.sqrt(square) + eps);
      }
    };
  }

  /** Returns the pass that makes d of the gradient, centered. */
  private ElementUpdate byDeviation() {
    float decay = (float) alpha;
    float weight = (float) (1 - alpha);
    float eps = (float) epsilon;
    return (parameters, gradient, slots, from, to) -> {
      float[] s = slots[0];
      float[] c = slots[1];
      for (int i = from; i < to; i++) {
        float g = gradient[i];
        float square = decay * s[i] + weight * g * g;
        float mean = c[i] + weight * (g - c[i]);
        s[i] = square;
        c[i] = mean;
        // Rounding may make a variance of 0 negative.
        float variance = Math.max(0f, square - mean * mean);
        gradient[i] = g / ((float) Math.sqrt(variance) + eps);
      }
    };
  }
}
