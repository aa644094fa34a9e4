package io.github.bellows.common.schedule;

/**
 * A staircase: {@code from · factor^⌊step / every⌋}; PyTorch's {@code StepLR}.
 *
 * @param from value of the first {@code every} steps, finite and not negative
 * @param factor multiplies the value at each stair, in (0, 1]
 * @param every steps on one stair, at least 1
 */
public record StepDecay(double from, double factor, long every) implements Schedule {
  /** Checks the three numbers. */
  public StepDecay {
    Checks.rate("from", from);
    Checks.factor("factor", factor);
    Checks.atLeastOne("every", every);
  }

  @Override
  public double valueAt(long step) {
    long stair = step / every;
    // StrictMath here and in the other schedules: Math may give other last bits on another machine.
    return from * StrictMath.pow(factor, (double) stair);
  }

  @Override
  public double highest() {
    return from;
  }
}
