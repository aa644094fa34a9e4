package io.github.bellows.common.model;

import java.io.Serializable;

/**
 * Zeros (for pooling: absent elements) added to an input before a window slides over it.
 *
 * @param before in front, by dimension
 * @param after behind, by dimension; differs from {@code before} by at most one, and only where
 *     {@code same} pads an even kernel
 */
public record Padding(Extent before, Extent after) implements Serializable {
  /** Checks the sizes. */
  public Padding {
    before.atLeast(0, "padding");
    after.atLeast(0, "padding");
  }

  /** Returns a padding of both sides. */
  public static Padding both(Extent sizes) {
    return new Padding(sizes, sizes);
  }

  /** Returns the same padding on all sides of some dimensions. */
  public static Padding of(int dimensions, int size) {
    return both(Extent.of(dimensions, size));
  }

  /**
   * Returns the padding that keeps the sizes of an input at stride 1: dilation · (kernel − 1) in
   * all, the odd one behind, as in PyTorch.
   */
  public static Padding same(Extent kernel, Extent dilation) {
    int dimensions = kernel.dimensions();
    return new Padding(
        Extent.by(dimensions, d -> dilation.size(d) * (kernel.size(d) - 1) / 2),
        Extent.by(dimensions, d -> (dilation.size(d) * (kernel.size(d) - 1) + 1) / 2));
  }

  /** Returns whether both sides get the same. */
  public boolean isSymmetric() {
    return before.equals(after);
  }

  /** Returns the sizes, or {@code same} where the sides differ. */
  @Override
  public String toString() {
    return isSymmetric() ? before.toString() : "same";
  }
}
