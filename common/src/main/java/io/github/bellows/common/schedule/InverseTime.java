package io.github.bellows.common.schedule;

/**
 * A decay with the inverse of time: {@code from / (1 + decay · step)}. PyTorch has none; Keras's
 * {@code InverseTimeDecay} with {@code decay_steps=1}.
 *
 * <p>Reference: Robbins, Monro, "A Stochastic Approximation Method", Annals of Mathematical
 * Statistics 22(3), 1951: its sum diverges and the sum of its squares does not.
 *
 * @param from value at step 0, finite and not negative
 * @param decay inverse of the steps until the value is half of {@code from}, finite and not
 *     negative
 */
public record InverseTime(double from, double decay) implements Schedule {
  /** Checks both numbers. */
  public InverseTime {
    Checks.rate("from", from);
    Checks.rate("decay", decay);
  }

  @Override
  public double valueAt(long step) {
    return from / (1 + decay * step);
  }

  @Override
  public double highest() {
    return from;
  }
}
