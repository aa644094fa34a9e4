package io.github.bellows.worker.group;

import org.jspecify.annotations.Nullable;

/**
 * The arrays of a slice, which belong to their creator and are updated in place. They hold the
 * elements that the slice owns, and may hold all.
 *
 * @param parameters the flat parameters and, behind them, the layers' statistics, as far as they
 *     are here
 * @param held which elements of the flat vector are here
 * @param slots the optimizer's state of the parameters that are here
 * @param average an average along the way, as long as {@code parameters}; null for none
 * @param rounding what rounding on the way between groups leaves behind, whole; null if nothing is
 *     rounded
 */
@SuppressWarnings("ArrayRecordComponent")
public record SliceArrays(
    float[] parameters,
    Held held,
    float[][] slots,
    float @Nullable [] average,
    @Nullable RoundingArrays rounding) {
  /** Returns arrays of all parameters without an average, of which nothing is rounded. */
  public static SliceArrays of(float[] parameters, int learned, float[][] slots) {
    return new SliceArrays(parameters, Held.all(parameters.length, learned), slots, null, null);
  }

  /** Returns the number of parameters of the flat vector. */
  public int learned() {
    return held.learned();
  }
}
