package io.github.bellows.common.model;

/**
 * The error of one sample. A batch's loss is the sum over its samples; the mean over the global
 * batch is taken once, by the coordinator.
 */
public enum Loss {
  /**
   * −log softmax(output)[class], for class labels. The network's output has one logit per class.
   */
  CROSS_ENTROPY("crossEntropy"),
  /** The mean over the output's elements of (output − target)². */
  MEAN_SQUARED_ERROR("meanSquaredError");

  private final String kind;

  Loss(String kind) {
    this.kind = kind;
  }

  /** Returns the loss's key in YAML. */
  public String kind() {
    return kind;
  }
}
