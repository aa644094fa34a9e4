package io.github.bellows.common.gradient;

/**
 * A stretch of a gradient summed over samples, on the caller's array, with the number of samples in
 * it. Never to be taken for a mean: {@link #divideInto} is the one place that makes one.
 *
 * @param values sums; elements [0, length) count
 * @param length elements of the stretch
 * @param weight samples in the sum, at least 1
 */
public record GradientSum(float[] values, int length, long weight) {
  /** Checks the weight. */
  public GradientSum {
    if (weight < 1) {
      throw new IllegalArgumentException("weight = " + weight + ": a step needs a sample");
    }
  }

  /** Adds the elements [0, length) of {@code right} to {@code left}, in place. */
  public static void add(float[] left, float[] right, int length) {
    for (int i = 0; i < length; i++) {
      left[i] += right[i];
    }
  }

  /** Writes sum / weight into {@code mean} from {@code offset} on. */
  public void divideInto(MeanGradient mean, int offset) {
    float divisor = weight;
    float[] target = mean.values();
    for (int i = 0; i < length; i++) {
      target[offset + i] = values[i] / divisor;
    }
  }
}
