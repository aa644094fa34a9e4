package io.github.bellows.common.model.summary;

import io.github.bellows.common.model.Network;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a network makes and costs, layer by layer and in all.
 *
 * @param network the network
 * @param layers in order
 */
public record NetworkSummary(Network network, List<LayerSummary> layers) {
  /** Copies the list. */
  public NetworkSummary {
    layers = List.copyOf(layers);
  }

  /** Returns the summary of a network. */
  public static NetworkSummary of(Network network) {
    List<Optional<ReceptiveField>> fields = ReceptiveFields.of(network);
    List<String> names = new ArrayList<>();
    network.spec().inputs().forEach(input -> names.add(input.name()));
    List<LayerSummary> layers = new ArrayList<>();
    for (Network.Node node : network.nodes()) {
      int above = layers.isEmpty() ? 0 : names.size() - 1;
      layers.add(
          new LayerSummary(
              node,
              node.sources().stream().map(names::get).toList(),
              node.sources().equals(List.of(above)),
              node.layer().spec().multiplyAdds(node.inputs()),
              fields.get(names.size()).filter(ReceptiveField::isWindow),
              WeightSharing.of(node)));
      names.add(node.layer().name());
    }
    return new NetworkSummary(network, layers);
  }

  /** Returns the number of learned values. */
  public long parameters() {
    return network.layout().learned();
  }

  /** Returns the number of values that layers keep and do not learn. */
  public long statistics() {
    return network.layout().length() - parameters();
  }

  /** Returns the multiplications with an addition that one sample's forward pass takes. */
  public long multiplyAdds() {
    return layers.stream().mapToLong(LayerSummary::multiplyAdds).reduce(0, Math::addExact);
  }

  /**
   * Returns the bytes that one sample takes in a forward and backward pass in fp32: 4 · (inputs + 2
   * · elements of the layers), as each element of a layer has a gradient. An estimate: gradients
   * are freed on the way, and kernels take working memory of their own.
   */
  public long bytesPerSample() {
    long elements = layers.stream().mapToLong(LayerSummary::elements).reduce(0, Math::addExact);
    return Math.multiplyExact(
        (long) Float.BYTES, Math.addExact(network.features(), Math.multiplyExact(2, elements)));
  }
}
