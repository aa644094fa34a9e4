package io.github.bellows.common.schedule;

/**
 * A soft stair: {@code from + (to − from) / (1 + exp(−steepness · (step − middle)))}. At {@code
 * middle} it is half way; at step 0 it is {@code from} only as nearly as {@code steepness · middle}
 * is large. PyTorch has none; with {@code to} 0, Caffe's {@code sigmoid} with {@code gamma} = −
 * {@code steepness} and {@code stepsize} = {@code middle}.
 *
 * <p>Reference: Jia, Shelhamer, Donahue, Karayev, Long, Girshick, Guadarrama, Darrell, "Caffe:
 * Convolutional Architecture for Fast Feature Embedding", ACM Multimedia 2014.
 *
 * @param from value long before the middle, finite and not negative
 * @param to value long after it, finite and not negative
 * @param middle step half way, at least 1
 * @param steepness four times the part of the way that the middle step takes, positive and finite
 */
public record Sigmoid(double from, double to, long middle, double steepness) implements Schedule {
  /** Checks the four numbers. */
  public Sigmoid {
    Checks.rate("from", from);
    Checks.rate("to", to);
    Checks.atLeastOne("middle", middle);
    Checks.positive("steepness", steepness);
  }

  @Override
  public double valueAt(long step) {
    double part = 1 / (1 + StrictMath.exp(-steepness * (step - middle)));
    return Curve.LINE.at(from, to, part, 1);
  }

  @Override
  public double highest() {
    return Math.max(from, to);
  }
}
