package io.github.bellows.common.schedule;

/**
 * A straight line: {@code from + (to − from) · step / steps} before {@code steps}, and {@code to}
 * from there on; PyTorch's {@code LinearLR}.
 *
 * @param from value at step 0, finite and not negative
 * @param to value at step {@code steps} and later, finite and not negative
 * @param steps length of the slope, at least 1
 */
public record Linear(double from, double to, long steps) implements Schedule {
  /** Checks the three numbers. */
  public Linear {
    Checks.rate("from", from);
    Checks.rate("to", to);
    Checks.atLeastOne("steps", steps);
  }

  @Override
  public double valueAt(long step) {
    if (step >= steps) {
      return to;
    }
    return Curve.LINE.at(from, to, step, steps);
  }

  @Override
  public double highest() {
    return Math.max(from, to);
  }
}
