package io.github.bellows.worker.engine.torch;

import io.github.bellows.common.data.SampleBatch;
import io.github.bellows.common.model.Network;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What a batch says that a network's outputs should be.
 *
 * @param labels by output
 * @param weights of the samples, fp32 [samples]; null for 1 each
 */
record TorchTargets(List<TorchLabels> labels, @Nullable Tensor weights) {
  /** Returns the labels and weights of a batch as views of its memory. */
  static TorchTargets of(Network network, SampleBatch batch) {
    TorchLabels only = TorchLabels.of(batch);
    return new TorchTargets(network.outputs().stream().map(output -> only).toList(), null);
  }
}
