package io.github.bellows.common.model;

import java.util.List;

/**
 * A network's description: what {@code model:} in a configuration says.
 *
 * @param input the shape of one sample
 * @param layers in order; each reads the one above unless it names its inputs
 * @param loss the error of one sample
 */
public record ModelSpec(Shape input, List<NamedLayer> layers, Loss loss) {
  /** Copies the list. */
  public ModelSpec {
    layers = List.copyOf(layers);
  }
}
