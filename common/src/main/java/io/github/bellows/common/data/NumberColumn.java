package io.github.bellows.common.data;

import org.jspecify.annotations.Nullable;

/**
 * A number, or text that is one. Stored as it is, or as the logarithm of one more than it is, and
 * NaN where it is missing; with an indicator, a 1 behind it says so, else a 0.
 *
 * @param name its name in the source
 * @param log whether log(1 + x) takes the place of x, which must then be above −1
 * @param filling what takes the place of missing numbers; null if none may be missing
 */
public record NumberColumn(String name, boolean log, @Nullable Filling filling)
    implements FeatureColumn {
  /**
   * What takes the place of missing numbers.
   *
   * @param value as stored, after the logarithm
   * @param indicator whether a feature of its own says which are missing
   */
  public record Filling(float value, boolean indicator) {
    /** Checks the number. */
    public Filling {
      if (!Float.isFinite(value)) {
        throw new IllegalArgumentException("fill = " + value + ": must be finite");
      }
    }
  }

  /** Creates a column of numbers none of which may be missing. */
  public NumberColumn(String name) {
    this(name, false, null);
  }

  /** Returns whether a feature of its own says which numbers are missing. */
  public boolean indicates() {
    return filling != null && filling.indicator();
  }

  @Override
  public int stored() {
    return indicates() ? 2 : 1;
  }

  @Override
  public int width() {
    return stored();
  }

  @Override
  public void decode(FeatureDecoding.Values target) {
    if (filling == null) {
      target.number();
      return;
    }
    target.number(filling.value());
    if (filling.indicator()) {
      target.number();
    }
  }
}
