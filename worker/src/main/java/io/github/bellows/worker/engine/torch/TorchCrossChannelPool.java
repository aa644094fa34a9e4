package io.github.bellows.worker.engine.torch;

import io.github.bellows.common.model.CrossChannelPool;
import org.bytedeco.pytorch.Tensor;

/** {@link CrossChannelPool} by a dimension of its own for the channels that become one. */
record TorchCrossChannelPool(CrossChannelPool spec) implements TorchLayer.Unary {
  private static final int CHANNELS = 1;

  @Override
  public Tensor forward(Tensor input, TorchPass pass) {
    Tensor groups = input.unflatten(CHANNELS, -1, spec.size());
    Tensor pooled =
        switch (spec.reduction()) {
          case MAX -> groups.max(CHANNELS + 1).get0();
          case AVERAGE -> groups.mean(CHANNELS + 1);
        };
    // Reducing puts the channels of an image back in front in memory; the layers behind are faster
    // with the input's order.
    return pooled.contiguous(input.suggest_memory_format());
  }
}
