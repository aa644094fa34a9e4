package io.github.bellows.worker.engine.dl4j;

import io.github.bellows.common.model.Network;
import java.util.List;
import java.util.Optional;

/** One layer of a network, in terms of Deeplearning4j. */
interface Dl4jLayer {
  /**
   * Adds the layer to a plan and returns the vertex that makes its output.
   *
   * @param inputs the vertices it reads, {@code samples × input shape} each
   */
  String addTo(Dl4jPlan plan, List<String> inputs);

  /** Returns why Deeplearning4j cannot express this layer; empty if it can. */
  default Optional<String> refusal() {
    return Optional.empty();
  }

  /**
   * A layer to translate.
   *
   * @param index its place in the network, the last part of the key of its random masks
   * @param node its spec, its shapes and the places of its tensors
   * @param firstStatistic place of its first statistic among the network's
   */
  record Place(int index, Network.Node node, int firstStatistic) {}

  /** A layer that reads one other. */
  @FunctionalInterface
  interface Unary extends Dl4jLayer {
    /** Adds the layer behind a vertex and returns the vertex that makes its output. */
    String addTo(Dl4jPlan plan, String input);

    @Override
    default String addTo(Dl4jPlan plan, List<String> inputs) {
      return addTo(plan, inputs.get(0));
    }
  }
}
