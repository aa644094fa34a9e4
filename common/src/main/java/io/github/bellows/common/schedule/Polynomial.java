package io.github.bellows.common.schedule;

/**
 * A power of the part that remains: {@code to + (from − to) · (1 − step / steps)^power} before
 * {@code steps}, and {@code to} from there on. With {@code to} 0, PyTorch's {@code PolynomialLR};
 * optax's {@code polynomial_schedule}.
 *
 * <p>Reference: Chen, Papandreou, Kokkinos, Murphy, Yuille, "DeepLab: Semantic Image Segmentation
 * with Deep Convolutional Nets, Atrous Convolution, and Fully Connected CRFs", IEEE TPAMI 40(4),
 * 2018, section 4.1, with power 0.9.
 *
 * @param from value at step 0, finite and not negative
 * @param to value at step {@code steps} and later, finite and not negative
 * @param steps length of the slope, at least 1
 * @param power bends the slope, positive and finite; 1 is a line
 */
public record Polynomial(double from, double to, long steps, double power) implements Schedule {
  /** Checks the four numbers. */
  public Polynomial {
    Checks.rate("from", from);
    Checks.rate("to", to);
    Checks.atLeastOne("steps", steps);
    Checks.positive("power", power);
  }

  @Override
  public double valueAt(long step) {
    if (step >= steps) {
      return to;
    }
    double left = StrictMath.pow(1 - (double) step / steps, power);
    return Curve.within(from, to, to + (from - to) * left);
  }

  @Override
  public double highest() {
    return Math.max(from, to);
  }
}
