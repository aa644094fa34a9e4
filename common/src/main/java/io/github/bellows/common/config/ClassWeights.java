package io.github.bellows.common.config;

import java.util.Map;

/**
 * How much a sample weighs by its class.
 *
 * @param byName weights of classes by name, 1 for those that are not named; empty if each class
 *     weighs as much as any other in all training samples together
 */
public record ClassWeights(Map<String, Double> byName) {
  /** All classes weigh the same in all. */
  public static final ClassWeights BALANCED = new ClassWeights(Map.of());

  /** Copies the map. */
  public ClassWeights {
    byName = Map.copyOf(byName);
  }

  /** Returns whether the weights follow from how often classes occur. */
  public boolean isBalanced() {
    return byName.isEmpty();
  }
}
