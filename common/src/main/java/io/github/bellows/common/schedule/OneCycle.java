package io.github.bellows.common.schedule;

/**
 * One rise and one long fall: from {@code from} to {@code peak} until step {@code rise · steps −
 * 1}, then to {@code to}, which is reached at step {@code steps − 1} and holds on. With three
 * phases the fall back to {@code from} mirrors the rise, until step {@code 2 · rise · steps − 2},
 * and the rest leads to {@code to}. PyTorch's {@code OneCycleLR}, whose values these are; phases
 * may so end between two steps.
 *
 * <p>PyTorch's momentum cycle is the same schedule with its peak below: {@code from} 0.95, {@code
 * peak} 0.85, {@code to} 0.95.
 *
 * <p>Reference: Smith, Topin, "Super-Convergence: Very Fast Training of Neural Networks Using Large
 * Learning Rates", 2018, with three phases and lines.
 *
 * @param from value at step 0, finite and not negative
 * @param peak value at the end of the rise, finite and not negative
 * @param to value at the last step and later, finite and not negative
 * @param steps length of the whole
 * @param rise length of the rise over that of the whole, in (0, 1), with three phases in (0, 0.5];
 *     {@code rise · steps} must be above 1
 * @param shape of the ways between the three values
 * @param threePhase whether the value is {@code from} once more before the last fall
 */
public record OneCycle(
    double from, double peak, double to, long steps, double rise, Shape shape, boolean threePhase)
    implements Schedule {
  /** Part of a cycle that PyTorch and fastai let the rate rise in. */
  public static final double DEFAULT_RISE = 0.3;

  /** {@code peak / from} where {@code from} is not given, as in PyTorch. */
  public static final double PEAK_OVER_FROM = 25;

  /** {@code peak / to} where {@code to} is not given, as in PyTorch. */
  public static final double PEAK_OVER_TO = 25e4;

  /** The ways between two values. */
  public enum Shape {
    /** Half a cosine. */
    COSINE(Curve.HALF_WAVE),
    /** A straight line. */
    LINEAR(Curve.LINE);

    private final Curve curve;

    Shape(Curve curve) {
      this.curve = curve;
    }
  }

  /** Checks the numbers. */
  public OneCycle {
    Checks.rate("from", from);
    Checks.rate("peak", peak);
    Checks.rate("to", to);
    Checks.atLeastOne("steps", steps);
    if (threePhase) {
      Checks.inside("rise", rise, rise > 0 && rise <= 0.5, "(0, 0.5] with three phases");
    } else {
      Checks.inside("rise", rise, rise > 0 && rise < 1, "(0, 1)");
    }
    if (!(rise * steps > 1)) {
      throw new IllegalArgumentException(
          "rise = " + rise + ": must be above 1 / steps, which is " + 1.0 / steps);
    }
  }

  @Override
  public double valueAt(long step) {
    if (step >= steps - 1) {
      return to;
    }
    double top = rise * steps - 1;
    if (step <= top) {
      return shape.curve.at(from, peak, step, top);
    }
    if (!threePhase) {
      return shape.curve.at(peak, to, step - top, steps - 1 - top);
    }
    double back = 2 * rise * steps - 2;
    if (step <= back) {
      return shape.curve.at(peak, from, step - top, back - top);
    }
    return shape.curve.at(from, to, step - back, steps - 1 - back);
  }

  @Override
  public double highest() {
    return Math.max(peak, Math.max(from, to));
  }
}
