package io.github.bellows.common.schedule;

/**
 * Triangles: a line from {@code from} to {@code to} over {@code up} steps, and back over {@code
 * down} steps, again and again. The height of a triangle, {@code (to − from) · scale}, has the
 * scale of its {@link Mode}. PyTorch's {@code CyclicLR}; its momentum cycle is the same schedule
 * with {@code from} above {@code to}.
 *
 * <p>Reference: Smith, "Cyclical Learning Rates for Training Neural Networks", WACV 2017, section
 * 3.
 *
 * @param from value at both ends of each triangle, finite and not negative
 * @param to value at the tip of the first triangle, finite and not negative
 * @param up steps from an end to the tip, at least 1
 * @param down steps from the tip to the end, at least 1
 * @param mode how triangles shrink
 * @param decay in (0, 1]; 1 in all modes but {@link Mode#EXPONENTIAL_RANGE}
 */
public record Cyclic(double from, double to, long up, long down, Mode mode, double decay)
    implements Schedule {
  /** How the triangles shrink. */
  public enum Mode {
    /** Not at all: scale 1. */
    TRIANGULAR,
    /** By half from one to the next: scale {@code 2^−cycle}. */
    TRIANGULAR2,
    /** At every step: scale {@code decay^step}. */
    EXPONENTIAL_RANGE
  }

  /** Checks the numbers. */
  public Cyclic {
    Checks.rate("from", from);
    Checks.rate("to", to);
    Checks.atLeastOne("up", up);
    Checks.atLeastOne("down", down);
    Checks.inside("down", down, down <= Long.MAX_VALUE - up, "[1, 2⁶³ − up), and up is " + up);
    Checks.factor("decay", decay);
    if (decay != 1 && mode != Mode.EXPONENTIAL_RANGE) {
      throw new IllegalArgumentException(
          "decay = " + decay + ": must be 1 unless mode is exponentialRange");
    }
  }

  @Override
  public double valueAt(long step) {
    long cycle = step / (up + down);
    long inCycle = step % (up + down);
    double height = inCycle <= up ? (double) inCycle / up : (double) (up + down - inCycle) / down;
    double scale =
        switch (mode) {
          case TRIANGULAR -> 1;
          case TRIANGULAR2 -> StrictMath.pow(0.5, (double) cycle);
          case EXPONENTIAL_RANGE -> StrictMath.pow(decay, (double) step);
        };
    return Curve.LINE.at(from, to, height * scale, 1);
  }

  @Override
  public double highest() {
    return Math.max(from, to);
  }
}
