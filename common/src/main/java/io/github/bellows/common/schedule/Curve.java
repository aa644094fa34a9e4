package io.github.bellows.common.schedule;

/** The two ways from one value to another. Rounding never leads beyond either end. */
enum Curve {
  /** A straight line: {@code from + (to − from) · step / steps}. */
  LINE {
    @Override
    double at(double from, double to, double step, double steps) {
      return within(from, to, from + (to - from) * (step / steps));
    }
  },

  /** Half a cosine: {@code to + (from − to) · (1 + cos(π · step / steps)) / 2}. */
  HALF_WAVE {
    @Override
    double at(double from, double to, double step, double steps) {
      double cosine = StrictMath.cos(Math.PI * step / steps);
      return within(from, to, to + (from - to) * (1 + cosine) / 2);
    }
  };

  /**
   * Returns the value after {@code step} of {@code steps} steps.
   *
   * @param step in [0, steps]
   */
  abstract double at(double from, double to, double step, double steps);

  /** Returns a value, or the end that it is beyond. */
  static double within(double from, double to, double value) {
    return Math.max(Math.min(from, to), Math.min(Math.max(from, to), value));
  }
}
