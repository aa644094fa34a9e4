package io.github.bellows.common.schedule;

/**
 * A geometric decay: {@code from · decay^step}; PyTorch's {@code ExponentialLR}.
 *
 * @param from value at step 0, finite and not negative
 * @param decay multiplies the value at each step, in (0, 1]
 */
public record Exponential(double from, double decay) implements Schedule {
  /** Checks both numbers. */
  public Exponential {
    Checks.rate("from", from);
    Checks.factor("decay", decay);
  }

  @Override
  public double valueAt(long step) {
    return from * StrictMath.pow(decay, (double) step);
  }

  @Override
  public double highest() {
    return from;
  }
}
