package io.github.bellows.common.initial;

import io.github.bellows.common.random.SeededRandom;
import java.util.Arrays;

/**
 * Every element the same.
 *
 * @param value that value, finite
 */
public record Constant(double value) implements Initializer {
  /** Checks the value. */
  public Constant {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("value = " + value + ": must be finite");
    }
  }

  @Override
  public String kind() {
    return "constant";
  }

  @Override
  public void fill(float[] target, Block block, SeededRandom random) {
    Arrays.fill(target, block.offset(), block.end(), (float) value);
  }
}
