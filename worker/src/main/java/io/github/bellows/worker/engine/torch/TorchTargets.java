package io.github.bellows.worker.engine.torch;

import io.github.bellows.common.data.SampleBatch;
import java.util.List;
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
  /**
   * Returns the labels and weights of a batch as views of its memory.
   *
   * @param places by output: its label's place among those of the batch
   */
  static TorchTargets of(List<Integer> places, SampleBatch batch) {
    List<TorchLabels> byOutput =
        places.stream().map(place -> TorchLabels.of(batch, place)).toList();
    Tensor weights =
        batch.schema().weighted()
            ? torch.from_blob(new FloatPointer(batch.weights()), batch.size())
            : null;
    return new TorchTargets(byOutput, weights);
  }
}
