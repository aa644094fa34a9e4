package io.github.bellows.common.config;

import java.util.List;

/**
 * How one layer is trained.
 *
 * @param learningRateFactor multiplies the learning rate, above 0
 * @param frozen whether its parameters and statistics stay as they are
 * @param frozenTensors those of its tensors that stay as they are, such as {@code bias_hh_l0}
 */
public record LayerTraining(double learningRateFactor, boolean frozen, List<String> frozenTensors) {
  /** As the others are. */
  public static final LayerTraining PLAIN = new LayerTraining(1, false);

  /** Copies the list. */
  public LayerTraining {
    frozenTensors = List.copyOf(frozenTensors);
  }

  /** Creates the rules of a layer whose tensors are treated alike. */
  public LayerTraining(double learningRateFactor, boolean frozen) {
    this(learningRateFactor, frozen, List.of());
  }
}
