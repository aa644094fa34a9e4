package io.github.bellows.common.optim;

import io.github.bellows.common.schedule.Schedule;

/**
 * Steps as long as past steps were, measured against the size of past gradients:
 *
 * <pre>
 * s = ρ · s + (1 − ρ) · g²
 * d = √(a + ε) / √(s + ε) · g
 * a = ρ · a + (1 − ρ) · d²
 * p −= lr · d
 * </pre>
 *
 * <p>Two slots: s, then a. ε is inside the roots: it sets the length of the first steps.
 *
 * <p>Reference: Zeiler, "ADADELTA: An Adaptive Learning Rate Method", 2012, algorithm 1, which has
 * lr 1.
 *
 * @param learningRate lr by step
 * @param rho decay ρ of both mean squares, in [0, 1)
 * @param epsilon positive also when rounded to fp32
 * @param regularization what pulls parameters towards zero
 */
public record Adadelta(
    Schedule learningRate, double rho, double epsilon, Regularization regularization)
    implements OptimizerSpec {
  /** The published learning rate. */
  public static final double DEFAULT_RATE = 1;

  /** PyTorch's ρ. */
  public static final double DEFAULT_RHO = 0.9;

  /** The published ε. */
  public static final double DEFAULT_EPSILON = 1e-6;

  /** Checks ρ and ε. */
  public Adadelta {
    Checks.belowOne("rho", rho);
    Checks.epsilon(epsilon);
  }

  @Override
  public String kind() {
    return "adadelta";
  }

  @Override
  public Adadelta resolve(long stepsPerEpoch) {
    return new Adadelta(
        learningRate.resolve(stepsPerEpoch), rho, epsilon, regularization.resolve(stepsPerEpoch));
  }

  @Override
  public int slots() {
    return 2;
  }

  @Override
  public ElementUpdate at(Moment moment) {
    float lr = (float) moment.rate();
    float decay = (float) rho;
    float weight = (float) (1 - rho);
    float eps = (float) epsilon;
    return (parameters, gradient, slots, from, to) -> {
      float[] s = slots[0];
      float[] a = slots[1];
      for (int i = from; i < to; i++) {
        float g = gradient[i];
        // Read once: a load behind the store to s kept the compiler from vector instructions.
        float step = a[i];
        float square = decay * s[i] + weight * g * g;
        float d = (float) Math.sqrt(step + eps) / (float) Math.sqrt(square + eps) * g;
        s[i] = square;
        a[i] = decay * step + weight * d * d;
        parameters[i] -= lr * d;
      }
    };
  }
}
