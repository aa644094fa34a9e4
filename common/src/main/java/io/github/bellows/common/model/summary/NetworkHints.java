package io.github.bellows.common.model.summary;

import io.github.bellows.common.loss.BinaryCrossEntropy;
import io.github.bellows.common.loss.CrossEntropy;
import io.github.bellows.common.loss.Loss;
import io.github.bellows.common.model.Activation;
import io.github.bellows.common.model.ActivationLayer;
import io.github.bellows.common.model.Flatten;
import io.github.bellows.common.model.LayerSpec;
import io.github.bellows.common.model.Network;
import io.github.bellows.common.model.Reshape;
import java.util.List;
import java.util.Optional;

/** What in a network is allowed and most likely not meant. */
public final class NetworkHints {
  private NetworkHints() {}

  /** Returns a sentence or two for each suspicion; often none. */
  public static List<String> of(Network network) {
    return network.outputs().stream().flatMap(output -> logits(network, output).stream()).toList();
  }

  /** Losses that apply softmax or sigmoid themselves, behind layers that do so too. */
  private static Optional<String> logits(Network network, Network.Output output) {
    Loss loss = output.spec().loss();
    if (!(loss instanceof CrossEntropy || loss instanceof BinaryCrossEntropy)) {
      return Optional.empty();
    }
    String own = loss instanceof CrossEntropy ? "softmax" : "sigmoid";
    Network.Node last = lastThatComputes(network, output.value());
    return activation(last)
        .filter(function -> squashes(function, loss))
        .map(
            function ->
                last.where()
                    + " ends in "
                    + function.kind()
                    + ", but "
                    + loss.kind()
                    + " applies "
                    + own
                    + " itself: together they learn slowly. Leave "
                    + function.kind()
                    + " out; predictions get "
                    + own
                    + " anyway.");
  }

  /** Returns the layer that made a value, seen through those that only lay it out anew. */
  private static Network.Node lastThatComputes(Network network, int value) {
    Network.Node node = network.nodes().get(value - network.firstLayerValue());
    int source = node.sources().get(0);
    LayerSpec spec = node.layer().spec();
    boolean passes =
        spec instanceof Flatten
            || spec instanceof Reshape
            || spec.equals(new ActivationLayer(new Activation.Identity()));
    return passes && source >= network.firstLayerValue() ? lastThatComputes(network, source) : node;
  }

  /** The logarithm of softmax is let pass for cross entropy, which it does not change. */
  private static boolean squashes(Activation function, Loss loss) {
    return function instanceof Activation.Sigmoid
        || function instanceof Activation.HardSigmoid
        || function instanceof Activation.Softmax
        || (function instanceof Activation.LogSoftmax && loss instanceof BinaryCrossEntropy);
  }

  /** Returns the activation that a layer ends in, if it has one. */
  static Optional<Activation> activation(Network.Node node) {
    LayerSpec spec = node.layer().spec();
    return spec instanceof ActivationLayer layer
        ? Optional.of(layer.activation())
        : spec.options().get("activation") instanceof Activation function
            ? Optional.of(function)
            : Optional.empty();
  }
}
