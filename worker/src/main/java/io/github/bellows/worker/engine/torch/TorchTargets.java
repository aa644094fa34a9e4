package io.github.bellows.worker.engine.torch;

import io.github.bellows.common.data.OutputLabels;
import io.github.bellows.common.data.SampleBatch;
import io.github.bellows.common.model.Network;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
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
    OutputLabels labels = OutputLabels.of(network, batch.schema());
    List<TorchLabels> byOutput =
        IntStream.range(0, network.outputs().size())
            .mapToObj(output -> TorchLabels.of(batch, labels.index(output)))
            .toList();
    Tensor weights =
        batch.schema().weighted()
            ? torch.from_blob(new FloatPointer(batch.weights()), batch.size())
            : null;
    return new TorchTargets(byOutput, weights);
  }
}
