package io.github.bellows.common.initial;

import io.github.bellows.common.random.SeededRandom;
import java.util.Arrays;

/** All zeros: biases. */
public record Zeros() implements Initializer {
  @Override
  public String kind() {
    return "zeros";
  }

  @Override
  public void fill(float[] target, Block block, SeededRandom random) {
    Arrays.fill(target, block.offset(), block.end(), 0f);
  }
}
