package io.github.bellows.worker.step;

import io.github.bellows.common.gradient.Clipping;
import io.github.bellows.common.optim.Optimizer;
import java.io.Serializable;
import java.util.List;

/**
 * How a mean gradient changes parameters.
 *
 * @param optimizer the update
 * @param clipping limits on the mean gradient
 * @param layerEnds the element behind each layer's parameters, ascending
 */
public record UpdateRule(Optimizer optimizer, Clipping clipping, List<Integer> layerEnds)
    implements Serializable {
  /** Copies the list. */
  public UpdateRule {
    layerEnds = List.copyOf(layerEnds);
  }
}
