package io.github.bellows.common.schedule;

/**
 * The same value at every step.
 *
 * @param value finite and not negative
 */
public record Constant(double value) implements Schedule {
  /** Checks the value. */
  public Constant {
    Checks.rate("value", value);
  }

  @Override
  public double valueAt(long step) {
    return value;
  }

  @Override
  public double highest() {
    return value;
  }
}
