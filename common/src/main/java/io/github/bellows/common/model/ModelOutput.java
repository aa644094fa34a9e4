package io.github.bellows.common.model;

import io.github.bellows.common.loss.Loss;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * An output of a network and what it is trained for.
 *
 * @param layer the layer that makes it
 * @param loss the error of one sample
 * @param weight factor of that error in the sum over the outputs, positive
 * @param label the label column it is compared with; null for the label at the output's own place
 */
public record ModelOutput(String layer, Loss loss, double weight, @Nullable String label)
    implements Serializable {
  /** Checks the weight. */
  public ModelOutput {
    if (!(weight > 0) || !Double.isFinite(weight)) {
      throw new IllegalArgumentException("weight = " + weight + ": must be positive");
    }
  }
}
