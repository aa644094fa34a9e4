package io.github.bellows.worker.engine.torch;

import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** One layer of a network, ready to compute on its leaf views of the parameters. */
@FunctionalInterface
interface TorchLayer {
  /**
   * Returns the layer's output for a batch, recorded for the backward pass if gradients are on.
   *
   * @param inputs {@code samples × input shape} each, in the order of the layer's inputs
   * @param pass what this pass through the network is for
   */
  Tensor forward(List<Tensor> inputs, TorchPass pass);

  /** Frees what the layer holds; most hold nothing. */
  default void close() {}

  /** A layer that reads one other. */
  @FunctionalInterface
  interface Unary extends TorchLayer {
    /** Returns the layer's output for its one input. */
    Tensor forward(Tensor input, TorchPass pass);

    @Override
    default Tensor forward(List<Tensor> inputs, TorchPass pass) {
      return forward(inputs.get(0), pass);
    }
  }
}
