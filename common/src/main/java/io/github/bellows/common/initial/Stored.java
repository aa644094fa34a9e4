package io.github.bellows.common.initial;

import io.github.bellows.common.random.SeededRandom;
import java.util.Arrays;

/**
 * The values that a tensor has in a file. Not a rule that a configuration can name.
 *
 * @param values the tensor's elements; not written to
 */
@SuppressWarnings("ArrayRecordComponent")
public record Stored(float[] values) implements Initializer {
  @Override
  public String kind() {
    return "stored";
  }

  @Override
  public void fill(float[] target, Block block, SeededRandom random) {
    if (block.end() - block.offset() != values.length) {
      throw new IllegalArgumentException(
          "values = " + values.length + ": the tensor has " + (block.end() - block.offset()));
    }
    System.arraycopy(values, 0, target, block.offset(), values.length);
  }

  /** Returns whether the other holds the same values. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Stored stored && Arrays.equals(values, stored.values);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return values.length + " stored values";
  }
}
