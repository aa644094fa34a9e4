package io.github.bellows.common.config;

/**
 * How one layer is trained.
 *
 * @param learningRateFactor multiplies the learning rate, above 0
 * @param frozen whether its parameters and statistics stay as they are
 */
public record LayerTraining(double learningRateFactor, boolean frozen) {
  /** As the others are. */
  public static final LayerTraining PLAIN = new LayerTraining(1, false);
}
