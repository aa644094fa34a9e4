package io.github.bellows.worker.engine.torch;

import org.bytedeco.pytorch.Tensor;

/** One layer of a network, ready to compute on its leaf views of the parameters. */
@FunctionalInterface
interface TorchLayer {
  /**
   * Returns the layer's output for a batch, recorded for the backward pass if gradients are on.
   *
   * @param input {@code samples × input shape}
   * @param pass what this pass through the network is for
   */
  Tensor forward(Tensor input, TorchPass pass);
}
