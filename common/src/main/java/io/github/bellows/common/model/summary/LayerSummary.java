package io.github.bellows.common.model.summary;

import io.github.bellows.common.model.Activation;
import io.github.bellows.common.model.ActivationLayer;
import io.github.bellows.common.model.Network;
import java.util.List;
import java.util.Optional;

/**
 * What one layer of a network makes and costs.
 *
 * @param node the layer in its network
 * @param reads names of the layers or inputs it reads
 * @param readsAbove whether that is the layer above alone, or the first input for the first layer
 * @param multiplyAdds multiplications with an addition of one sample's forward pass
 * @param field what an element of the output sees of the input, once a window has slid over it
 * @param sharing what its weights would be if they were not shared
 */
public record LayerSummary(
    Network.Node node,
    List<String> reads,
    boolean readsAbove,
    long multiplyAdds,
    Optional<ReceptiveField> field,
    Optional<WeightSharing> sharing) {
  /** Copies the list. */
  public LayerSummary {
    reads = List.copyOf(reads);
  }

  /** Returns the layer's name. */
  public String name() {
    return node.layer().name();
  }

  /** Returns the layer's key in YAML. */
  public String kind() {
    return node.layer().spec().kind();
  }

  /**
   * Returns the elements of one sample that the layer leaves for the backward pass: its output,
   * what its activation read where it has one, and what lies inside it.
   */
  public long elements() {
    long output = node.output().elements();
    boolean activated =
        NetworkHints.activation(node).filter(f -> !(f instanceof Activation.Identity)).isPresent()
            && !(node.layer().spec() instanceof ActivationLayer);
    long inner = node.layer().spec().innerElements(node.inputs());
    return Math.addExact(inner, activated ? Math.multiplyExact(2, output) : output);
  }
}
