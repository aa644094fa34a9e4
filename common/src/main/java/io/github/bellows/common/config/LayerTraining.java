package io.github.bellows.common.config;

import io.github.bellows.common.optim.Regularization;
import io.github.bellows.common.schedule.Constant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How one layer is trained.
 *
 * @param learningRateFactor multiplies the learning rate, above 0
 * @param biasFactor likewise of its biases and of the parameters of a normalization
 * @param frozen whether its parameters and statistics stay as they are
 * @param frozenTensors those of its tensors that stay as they are, such as {@code bias_hh_l0}
 * @param pull what pulls it towards zero
 */
public record LayerTraining(
    double learningRateFactor,
    double biasFactor,
    boolean frozen,
    List<String> frozenTensors,
    Pull pull) {
  /** As the others are. */
  public static final LayerTraining PLAIN =
      new LayerTraining(1, 1, false, List.of(), new Pull(null, null, null));

  /** Copies the list. */
  public LayerTraining {
    frozenTensors = List.copyOf(frozenTensors);
  }

  /**
   * What pulls a layer towards zero in place of the optimizer's; null for that.
   *
   * @param l1 factor of the signs
   * @param l2 factor of the parameters
   * @param weightDecay the decoupled one
   */
  public record Pull(@Nullable Double l1, @Nullable Double l2, @Nullable Double weightDecay) {
    /** Returns the layer's regularization; null if it is the optimizer's. */
    public @Nullable Regularization over(Regularization optimizer) {
      if (l1 == null && l2 == null && weightDecay == null) {
        return null;
      }
      return new Regularization(
          l1 == null ? optimizer.l1() : l1,
          l2 == null ? optimizer.l2() : l2,
          weightDecay == null ? optimizer.weightDecay() : new Constant(weightDecay),
          optimizer.scope());
    }
  }
}
