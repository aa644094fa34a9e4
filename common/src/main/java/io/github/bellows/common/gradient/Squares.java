package io.github.bellows.common.gradient;

/** Sums of squares, in an order that depends on nothing but the range. */
final class Squares {
  private static final int SUMS = 8;

  private Squares() {}

  /**
   * Returns Σ values[i]² over [from, to), in doubles, in eight interleaved sums: one chain would
   * wait four cycles for every addition.
   */
  static double sum(float[] values, int from, int to) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    double s4 = 0;
    double s5 = 0;
    double s6 = 0;
    double s7 = 0;
    int i = from;
    for (; i + SUMS <= to; i += SUMS) {
      s0 += square(values[i]);
      s1 += square(values[i + 1]);
      s2 += square(values[i + 2]);
      s3 += square(values[i + 3]);
      s4 += square(values[i + 4]);
      s5 += square(values[i + 5]);
      s6 += square(values[i + 6]);
      s7 += square(values[i + 7]);
    }
    for (; i < to; i++) {
      s0 += square(values[i]);
    }
    return ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7));
  }

  private static double square(double value) {
    return value * value;
  }
}
