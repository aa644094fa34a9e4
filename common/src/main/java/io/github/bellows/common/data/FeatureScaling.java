package io.github.bellows.common.data;

import java.io.Serializable;
import java.util.Arrays;

/**
 * How features are scaled when they are read: {@code (x − subtract) / divide} in fp32, one
 * subtraction and one division per feature. The numbers are one for all features, one for each, or
 * one for each channel: as many ranges of features, equally long. The arrays belong to the scaling
 * and are not written after it is made; treat them as read-only.
 *
 * @param subtract one number for all features, or for each of equally long ranges of them
 * @param divide as many numbers as {@code subtract}, none 0
 */
@SuppressWarnings("ArrayRecordComponent")
public record FeatureScaling(float[] subtract, float[] divide) implements Serializable {
  /** Leaves every feature as it is. */
  public static final FeatureScaling NONE = uniform(0, 1);

  /** Checks and copies the arrays. */
  public FeatureScaling {
    subtract = subtract.clone();
    divide = divide.clone();
    if (subtract.length == 0 || subtract.length != divide.length) {
      throw new IllegalArgumentException(
          "subtract and divide have " + subtract.length + " and " + divide.length + " numbers");
    }
    for (int i = 0; i < divide.length; i++) {
      if (!Float.isFinite(subtract[i]) || !Float.isFinite(divide[i]) || divide[i] == 0) {
        throw new IllegalArgumentException(
            "scaling of feature " + i + ": " + subtract[i] + ", " + divide[i] + " must be finite");
      }
    }
  }

  /** Returns a scaling with the same two numbers for every feature. */
  public static FeatureScaling uniform(float subtract, float divide) {
    return new FeatureScaling(new float[] {subtract}, new float[] {divide});
  }

  /** Returns whether every feature is scaled by the same two numbers. */
  public boolean isUniform() {
    return subtract.length == 1;
  }

  /** Returns whether some number of features can be scaled by this. */
  boolean fits(int features) {
    return features % subtract.length == 0;
  }

  /**
   * Returns the same scaling with one number for each of some features, if it is not uniform.
   *
   * @throws IllegalArgumentException if features cannot be divided into as many ranges
   */
  public FeatureScaling forFeatures(int features) {
    if (!fits(features)) {
      throw new IllegalArgumentException(
          "scaling is for " + subtract.length + " features, not " + features);
    }
    if (isUniform() || subtract.length == features) {
      return this;
    }
    int range = features / subtract.length;
    float[] subtracts = new float[features];
    float[] divides = new float[features];
    for (int i = 0; i < features; i++) {
      subtracts[i] = subtract[i / range];
      divides[i] = divide[i / range];
    }
    return new FeatureScaling(subtracts, divides);
  }

  /** Returns whether features stay as they are. */
  boolean isIdentity() {
    return isUniform() && subtract[0] == 0 && divide[0] == 1;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FeatureScaling scaling
        && Arrays.equals(subtract, scaling.subtract)
        && Arrays.equals(divide, scaling.divide);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(subtract) + Arrays.hashCode(divide);
  }

  @Override
  public String toString() {
    return isUniform()
        ? "(x - " + subtract[0] + ") / " + divide[0]
        : "(x - mean) / deviation of " + subtract.length + " features or channels";
  }
}
