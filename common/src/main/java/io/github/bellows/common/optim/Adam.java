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
 * @param beta1 decay of the mean m, in [0, 1)
 * @param beta2 decay of the mean square v, in [0, 1)
 * @param epsilon keeps the quotient finite, positive also when rounded to fp32
 * @param regularization what pulls parameters towards zero
 */
public record Adam(
    Schedule learningRate,
    double beta1,
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
    // An ε that rounds to 0 would make 0 / 0 of a parameter without gradient.
    if (!((float) epsilon > 0 && (float) epsilon < Float.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "epsilon = " + epsilon + ": must be positive and finite in 32 bits");
    }
  }

  @Override
  public String kind() {
    return "adam";
  }

  @Override
  public Adam resolve(long stepsPerEpoch) {
    return new Adam(learningRate.resolve(stepsPerEpoch), beta1, beta2, epsilon, regularization);
  }

  @Override
  public Optimizer optimizer() {
    return new ElementWise(learningRate, regularization, 2, this::apply);
  }

  private void apply(ElementWise.Block block, double rate, long step) {
    float[] p = block.parameters();
    float[] gradient = block.gradient();
    float[] m = block.slots()[0];
    float[] v = block.slots()[1];
    int shift = block.shift();
    int to = block.to();
    // StrictMath: Math.pow may give other last bits on another machine.
    float stepSize = (float) (rate / (1 - StrictMath.pow(beta1, step + 1.0)));
    float rootBias2 = (float) Math.sqrt(1 - StrictMath.pow(beta2, step + 1.0));
    float weight1 = (float) (1 - beta1);
    float decay2 = (float) beta2;
    float weight2 = (float) (1 - beta2);
    float eps = (float) epsilon;
    float l2 = (float) regularization.l2();
    float kept = ElementWise.kept(regularization, rate);
    for (int i = block.from(); i < to; i++) {
      float g = gradient[i - shift] + l2 * p[i];
      float mean = m[i] + weight1 * (g - m[i]);
      float square = decay2 * v[i] + weight2 * g * g;
      m[i] = mean;
      v[i] = square;
      p[i] = p[i] * kept - stepSize * mean / ((float) Math.sqrt(square) / rootBias2 + eps);
    }
  }
}
