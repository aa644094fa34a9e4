package io.github.bellows.worker.engine.torch;

import io.github.bellows.common.model.Network;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * A network's layers on given tensors of parameters and statistics. Knows no memory and no element
 * type: what it is given decides both.
 */
final class TorchNetwork {
  private final Network network;
  private final List<TorchLayer> layers = new ArrayList<>();

  /**
   * Translates every layer.
   *
   * @param leaves the learned tensors, in the order of the layout
   * @param statistics the statistics, in the order of the layout; read, never written
   */
  TorchNetwork(Network network, List<Tensor> leaves, List<Tensor> statistics) {
    this.network = network;
    int leaf = 0;
    int statistic = 0;
    for (int i = 0; i < network.nodes().size(); i++) {
      Network.Node node = network.nodes().get(i);
      int leavesEnd = leaf + node.parameters().size();
      int statisticsEnd = statistic + node.statistics().size();
      TorchLayers.Place place =
          new TorchLayers.Place(
              i,
              node,
              List.copyOf(leaves.subList(leaf, leavesEnd)),
              statistic,
              List.copyOf(statistics.subList(statistic, statisticsEnd)));
      layers.add(TorchLayers.translate(place));
      leaf = leavesEnd;
      statistic = statisticsEnd;
    }
  }

  /**
   * Returns the network's outputs, in order.
   *
   * @param inputs {@code samples × shape} of each input; what lies behind the end of a sequence is
   *     never looked at
   */
  List<Tensor> forward(List<Tensor> inputs, TorchPass pass) {
    List<Tensor> values = values(inputs, pass);
    return network.outputs().stream().map(output -> values.get(output.value())).toList();
  }

  /** Returns all values: the inputs, then what each layer makes. */
  List<Tensor> values(List<Tensor> inputs, TorchPass pass) {
    List<Tensor> values = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      boolean variable = network.spec().inputs().get(i).variableLength();
      values.add(variable ? cleared(inputs.get(i), pass) : inputs.get(i));
    }
    for (int i = 0; i < layers.size(); i++) {
      List<Tensor> read = network.nodes().get(i).sources().stream().map(values::get).toList();
      values.add(layers.get(i).forward(read, pass));
    }
    return values;
  }

  /** Frees what layers hold. */
  void close() {
    layers.forEach(TorchLayer::close);
  }

  private static Tensor cleared(Tensor input, TorchPass pass) {
    return new TorchSteps(pass.lengths(), input.size(1)).cleared(input);
  }
}
