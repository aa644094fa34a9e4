package io.github.bellows.common.model;

import io.github.bellows.common.loss.Loss;
import java.io.Serializable;
import java.util.List;

/**
 * A network's description: what {@code model:} in a configuration says.
 *
 * @param inputs at least one; a sample's features are dealt to them in this order
 * @param layers in order; each reads the one above unless it names its inputs
 * @param outputs at least one, in the order of the labels unless they name theirs
 */
public record ModelSpec(List<ModelInput> inputs, List<NamedLayer> layers, List<ModelOutput> outputs)
    implements Serializable {
  /** Copies the lists. */
  public ModelSpec {
    inputs = List.copyOf(inputs);
    layers = List.copyOf(layers);
    outputs = List.copyOf(outputs);
  }

  /** Creates a network of one input and, from its last layer, one output. */
  public ModelSpec(Shape input, List<NamedLayer> layers, Loss loss) {
    this(List.of(ModelInput.only(input)), layers, List.of(last(layers, loss)));
  }

  /** Returns the output of the last layer. */
  public static ModelOutput last(List<NamedLayer> layers, Loss loss) {
    String layer = layers.isEmpty() ? "" : layers.get(layers.size() - 1).name();
    return new ModelOutput(layer, loss, 1, null);
  }

  /** Returns the first output's loss; the only one of most networks. */
  public Loss loss() {
    return outputs.get(0).loss();
  }

  /** Returns the first input's shape; the only one of most networks. */
  public Shape input() {
    return inputs.get(0).shape();
  }
}
