package io.github.bellows.common.metric;

/** Which of some numbers is the largest: what a classifier's outputs mean. */
public final class Argmax {
  private Argmax() {}

  /**
   * Returns the place, counted from {@code from}, of the largest of {@code count} numbers; the
   * first if equal.
   */
  public static int of(float[] values, int from, int count) {
    return of(values, from, count, 1);
  }

  /**
   * Returns which of the numbers {@code values[from]}, {@code values[from + stride]}, … is the
   * largest, from 0 on; the first if equal.
   */
  public static int of(float[] values, int from, int count, int stride) {
    int largest = 0;
    for (int i = 1; i < count; i++) {
      if (values[from + i * stride] > values[from + largest * stride]) {
        largest = i;
      }
    }
    return largest;
  }
}
