package io.github.bellows.driver.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A range of values and where they lie on a line. Immutable.
 *
 * @param low the value at the line's start
 * @param high the value at its end, above {@code low}
 * @param logarithmic whether equal ratios, not equal differences, are equally far apart
 */
record Axis(double low, double high, boolean logarithmic) {
  /** Beyond this ratio of the extremes a linear axis shows the small values as a flat line. */
  private static final double LOGARITHMIC_FROM = 50;

  /**
   * Returns an axis from 0, or from the smallest value, with some air where it does not end at 0.
   */
  static Axis linear(double smallest, double largest) {
    double low = Math.min(0, smallest);
    double high = Math.max(0, largest);
    if (smallest > 0 && smallest > largest * 0.7) {
      low = smallest - (largest - smallest) * 0.1;
    }
    if (high - low <= Math.abs(high) * 1e-9) {
      low = Math.min(0, low);
      high = high > low ? high : low + 1;
    }
    return new Axis(low, high + (high - low) * (largest > 0 ? 0.04 : 0), false);
  }

  /** Returns a logarithmic axis if all values are positive and very different, or a linear one. */
  static Axis fitting(double smallest, double largest) {
    if (smallest > 0 && largest / smallest > LOGARITHMIC_FROM) {
      return new Axis(smallest / 1.1, largest * 1.1, true);
    }
    return linear(smallest, largest);
  }

  /** Returns an axis that ends with the values. */
  static Axis exact(double smallest, double largest) {
    return new Axis(smallest, largest > smallest ? largest : smallest + 1, false);
  }

  /** Returns the place of a value: 0 at the start, 1 at the end. */
  double place(double value) {
    return logarithmic
        ? Math.log(value / low) / Math.log(high / low)
        : (value - low) / (high - low);
  }

  /** Returns round values to label: 1, 2 or 5 times a power of ten. */
  List<Double> ticks() {
    return logarithmic ? logarithmicTicks() : linearTicks();
  }

  private List<Double> linearTicks() {
    double rough = (high - low) / 5;
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    double step = power * (rough / power < 1.5 ? 1 : rough / power < 3.5 ? 2 : 5);
    if (rough / power > 7.5) {
      step = power * 10;
    }
    List<Double> ticks = new ArrayList<>();
    for (double i = Math.ceil(low / step - 1e-9); i * step <= high * (1 + 1e-12); i++) {
      ticks.add(i * step);
    }
    return ticks;
  }

  private List<Double> logarithmicTicks() {
    boolean many = high / low > 1e4;
    List<Double> ticks = new ArrayList<>();
    for (int exponent = (int) Math.floor(Math.log10(low)); ticks.size() < 40; exponent++) {
      for (int digit : many ? new int[] {1} : new int[] {1, 2, 5}) {
        double tick = digit * Math.pow(10, exponent);
        if (tick > high) {
          return ticks;
        }
        if (tick >= low) {
          ticks.add(tick);
        }
      }
    }
    return ticks;
  }

  /** Returns a tick as text: 20k, 0.05, 1e-5. */
  static String label(double tick) {
    double size = Math.abs(tick);
    if (size < 1e-12) {
      return "0";
    }
    if (size >= 1e9 || size < 1e-4) {
      return String.format(Locale.ROOT, "%.1e", tick)
          .replace(".0e", "e")
          .replaceFirst("e([+-])0?", "e$1")
          .replace("e+", "e");
    }
    if (size >= 1e6) {
      return plain(tick / 1e6) + "M";
    }
    return size >= 1e4 ? plain(tick / 1e3) + "k" : plain(tick);
  }

  private static String plain(double value) {
    return String.format(Locale.ROOT, "%.6f", value).replaceFirst("\\.?0+$", "");
  }
}
