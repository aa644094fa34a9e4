package io.github.bellows.common.data;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the values of a record become features. First each value, in order: a number as it is, or the
 * number that fills in for NaN; a code as the number of its slot, or as an indicator for each slot.
 * Then each feature is scaled. Immutable.
 */
public final class FeatureDecoding implements Serializable {
  /** Takes every value as it is. */
  public static final FeatureDecoding NONE = of(FeatureScaling.NONE);

  private static final long serialVersionUID = 1L;
  private static final int[] NO_CODES = {};

  private final FeatureScaling scaling;
  private final float @Nullable [] fills;
  private final int[][] slots;
  private final int[] widths;

  private FeatureDecoding(
      FeatureScaling scaling, float @Nullable [] fills, int[][] slots, int[] widths) {
    this.scaling = scaling;
    this.fills = fills;
    this.slots = slots;
    this.widths = widths;
  }

  /** Gathers what becomes of each value, in order. */
  public static final class Values {
    private final List<Float> fills = new ArrayList<>();
    private final List<int[]> slots = new ArrayList<>();
    private final List<Integer> widths = new ArrayList<>();
    private boolean plain = true;

    private Values() {}

    /** Adds a number that is never NaN. */
    void number() {
      add(0, NO_CODES, 1);
    }

    /** Adds a number for which another stands in where it is NaN. */
    void number(float fill) {
      add(fill, NO_CODES, 1);
      plain = false;
    }

    /** Adds a code, which becomes the number of its slot, or an indicator for each slot. */
    void code(int[] slotOfCode, int width) {
      add(0, slotOfCode, width);
      plain = false;
    }

    private void add(float fill, int[] slotOfCode, int width) {
      fills.add(fill);
      slots.add(slotOfCode);
      widths.add(width);
    }

    private FeatureDecoding scaled(FeatureScaling scaling) {
      if (plain) {
        return of(scaling);
      }
      float[] numbers = new float[fills.size()];
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = fills.get(i);
      }
      return new FeatureDecoding(
          scaling,
          numbers,
          slots.toArray(int[][]::new),
          widths.stream().mapToInt(Integer::intValue).toArray());
    }
  }

  /** Returns that every value is a number, and all are scaled by the same two numbers. */
  public static FeatureDecoding uniform(float subtract, float divide) {
    return of(FeatureScaling.uniform(subtract, divide));
  }

  /** Returns that every value is a number, which is scaled. */
  public static FeatureDecoding of(FeatureScaling scaling) {
    return new FeatureDecoding(scaling, null, new int[0][], new int[0]);
  }

  /** Returns what columns say of their values, and then the scaling. */
  public static FeatureDecoding of(List<FeatureColumn> columns, FeatureScaling scaling) {
    boolean wide =
        columns.stream().allMatch(c -> c instanceof BytesColumn || c instanceof NumbersColumn);
    if (wide) {
      return of(scaling);
    }
    Values values = new Values();
    columns.forEach(column -> column.decode(values));
    return values.scaled(scaling);
  }

  /** Returns how features are scaled. */
  public FeatureScaling scaling() {
    return scaling;
  }

  /** Returns which features are numbers: neither indices nor indicators of categories. */
  public boolean[] numbers(int features) {
    return features(features, false);
  }

  /** Returns which features are numbers or indicators. */
  public boolean[] notIndices(int features) {
    return features(features, true);
  }

  private boolean[] features(int features, boolean indicators) {
    boolean[] chosen = new boolean[features];
    if (fills == null) {
      Arrays.fill(chosen, true);
      return chosen;
    }
    int at = 0;
    for (int i = 0; i < fills.length; i++) {
      boolean code = slots[i].length > 0;
      Arrays.fill(chosen, at, at + widths[i], !code || (indicators && widths[i] > 1));
      at += widths[i];
    }
    return chosen;
  }

  /** Returns whether every value is a feature. */
  boolean isPlain() {
    return fills == null;
  }

  /**
   * Checks that this is for records of a schema.
   *
   * @throws IllegalArgumentException if it is not
   */
  void check(SampleSchema schema) {
    if (!scaling.fits(schema.elements())) {
      throw new IllegalArgumentException(
          "scaling is for " + scaling.subtract().length + " features, not " + schema.elements());
    }
    int values = fills == null ? schema.elements() : fills.length;
    int features = fills == null ? schema.elements() : Arrays.stream(widths).sum();
    if (values != schema.values() || features != schema.elements()) {
      throw new IllegalArgumentException(
          values + " values become " + features + " features, not those of " + schema);
    }
  }

  /** Writes the features of some values, not scaled, into {@code target}. */
  void expand(float[] values, float[] target) {
    if (fills == null) {
      throw new IllegalStateException("every value is a feature");
    }
    int at = 0;
    for (int i = 0; i < fills.length; i++) {
      float value = values[i];
      int[] slotOfCode = slots[i];
      int width = widths[i];
      if (slotOfCode.length == 0) {
        target[at] = Float.isNaN(value) ? fills[i] : value;
      } else {
        int slot = slotOfCode[(int) value];
        if (width == 1) {
          target[at] = slot;
        } else {
          Arrays.fill(target, at, at + width, 0);
          target[at + slot] = 1;
        }
      }
      at += width;
    }
  }
}
