package io.github.bellows.common.augment;

import io.github.bellows.common.random.SeededRandom;

/**
 * Makes of each sample of a lane's batch the mean of itself and of another one of the batch, with
 * shares λ and 1 − λ; numbers to be learned likewise, and of classes the two losses. λ is drawn
 * from Beta(alpha, alpha).
 *
 * <p>Reference: Zhang, Cisse, Dauphin, Lopez-Paz, "mixup: Beyond Empirical Risk Minimization", ICLR
 * 2018, equations 1 and 2.
 *
 * @param alpha above 0; the smaller, the nearer the shares are to 0 and 1
 */
public record Mixup(double alpha) implements Augmentation {
  private static final double THIRD = 1.0 / 3;

  /** Checks alpha. */
  public Mixup {
    if (!(alpha > 0) || !Double.isFinite(alpha)) {
      throw new IllegalArgumentException("alpha = " + alpha + ": must be above 0");
    }
  }

  @Override
  public String kind() {
    return "mixup";
  }

  /** Returns a share λ in [0, 1]: X / (X + Y) of two draws from Gamma(alpha). */
  float share(SeededRandom random) {
    double own = logGamma(random);
    double other = logGamma(random);
    return (float) (1 / (1 + StrictMath.exp(other - own)));
  }

  /**
   * Returns the logarithm of a draw from Gamma(alpha, 1), which itself may be too small for a
   * double: one from Gamma(alpha + 1) times U^(1/alpha).
   *
   * <p>Reference: Marsaglia, Tsang, "A Simple Method for Generating Gamma Variables", ACM
   * Transactions on Mathematical Software 26(3), 2000.
   */
  private double logGamma(SeededRandom random) {
    double d = alpha + 1 - THIRD;
    double c = 1 / StrictMath.sqrt(9 * d);
    while (true) {
      double x = random.nextGaussian();
      double root = 1 + c * x;
      if (root > 0) {
        double v = root * root * root;
        double u = 1 - random.nextDouble();
        if (StrictMath.log(u) < x * x / 2 + d - d * v + d * StrictMath.log(v)) {
          double boost = StrictMath.log(1 - random.nextDouble()) / alpha;
          return StrictMath.log(d * v) + boost;
        }
      }
    }
  }
}
