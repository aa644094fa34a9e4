package io.github.bellows.common.model.summary;

import io.github.bellows.common.model.Network;
import java.util.Optional;

/**
 * The parameters of a layer whose weights are shared by all places of its output, beside those of
 * layers that make the same output of the same input without sharing.
 *
 * @param shared parameters of the layer
 * @param ownAtEachPlace parameters if each element of the output had weights (and a bias) of its
 *     own for the same window: a locally connected layer
 * @param dense parameters if each element of the output also saw the whole input
 */
public record WeightSharing(long shared, long ownAtEachPlace, long dense) {
  /** Returns the comparison for a layer that slides a window with weights; empty for others. */
  static Optional<WeightSharing> of(Network.Node node) {
    if (ReceptiveFields.window(node).isEmpty() || node.parameterCount() == 0) {
      return Optional.empty();
    }
    long outputs = node.output().elements();
    boolean bias = node.parameters().stream().anyMatch(e -> e.spec().suffix().equals("bias"));
    long biases = bias ? outputs : 0;
    // Each multiplication uses a weight once: not shared, there are as many weights.
    long own = Math.addExact(node.layer().spec().multiplyAdds(node.inputs()), biases);
    long dense = Math.addExact(Math.multiplyExact(node.input().elements(), outputs), biases);
    return Optional.of(new WeightSharing(node.parameterCount(), own, dense));
  }
}
