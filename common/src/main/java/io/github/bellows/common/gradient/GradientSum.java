package io.github.bellows.common.gradient;

/**
 * A stretch of a gradient summed over samples, on the caller's array, with the weight of the
 * samples in it: their number, unless the data or the classes have weights. Never to be taken for a
 * mean: {@link #divideInto} is the one place that makes one.
 *
 * @param values sums; elements [0, length) count
 * @param length elements of the stretch
 * @param weight sum of the samples' weights, finite and not negative
 */
public record GradientSum(float[] values, int length, double weight) {
  /** Checks the weight. */
  public GradientSum {
    if (!(weight >= 0) || !Double.isFinite(weight)) {
      throw new IllegalArgumentException(
          "weight = " + weight + ": must be finite and not negative");
    }
  }

  /** Adds the elements [0, length) of {@code right} to {@code left}, in place. */
  public static void add(float[] left, float[] right, int length) {
    for (int i = 0; i < length; i++) {
      left[i] += right[i];
    }
  }

  /**
   * Writes sum / weight into the elements of {@code mean} from {@code element} on; zeros if there
   * is no weight, so that samples that do not count change nothing.
   */
  public void divideInto(MeanGradient mean, int element) {
    divideInto(mean.values(), element - mean.origin());
  }

  /** Writes sum / weight into an array from {@code offset} on, as for a mean gradient. */
  public void divideInto(float[] target, int offset) {
    float divisor = weight == 0 ? 1f : (float) weight;
    System.arraycopy(values, 0, target, offset, length);
    int end = offset + length;
    // With one array and one index several elements are divided at once.
    for (int i = offset; i < end; i++) {
      target[i] /= divisor;
    }
  }
}
