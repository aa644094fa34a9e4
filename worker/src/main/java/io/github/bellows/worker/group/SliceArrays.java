package io.github.bellows.worker.group;

import org.jspecify.annotations.Nullable;

/**
 * The arrays of a slice, which belong to their creator and are updated in place.
 *
 * @param parameters the flat parameters and, behind them, the layers' statistics
 * @param learned the number of parameters
 * @param slots the optimizer's state, arrays as long as there are parameters
 * @param average an average of the parameters and statistics along the way; null for none
 * @param rounding what rounding on the way between groups leaves behind; null if nothing is rounded
 */
@SuppressWarnings("ArrayRecordComponent")
public record SliceArrays(
    float[] parameters,
    int learned,
    float[][] slots,
    float @Nullable [] average,
    @Nullable RoundingArrays rounding) {
  /** Returns arrays of parameters without an average, of which nothing is rounded. */
  public static SliceArrays of(float[] parameters, int learned, float[][] slots) {
    return new SliceArrays(parameters, learned, slots, null, null);
  }
}
