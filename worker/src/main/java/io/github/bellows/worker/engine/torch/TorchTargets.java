package io.github.bellows.worker.engine.torch;

import io.github.bellows.common.data.SampleBatch;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * What a batch says that a network's outputs should be.
 *
 * @param labels by output
 * @param weights of the samples, fp32 [samples]; null for 1 each
 * @param mixture with whose classes samples are compared besides their own; null for none
 */
record TorchTargets(List<TorchLabels> labels, @Nullable Tensor weights, @Nullable Mixture mixture) {
  /**
   * The partners of samples.
   *
   * @param partners their rows, int64 [samples]
   * @param shares of the samples in their own losses, fp32 [samples]
   */
  record Mixture(Tensor partners, Tensor shares) {}

  /** Creates targets of samples that are compared with their own classes alone. */
  TorchTargets(List<TorchLabels> labels, @Nullable Tensor weights) {
    this(labels, weights, null);
  }

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
    return new TorchTargets(byOutput, weights, batch.mixed() ? mixture(batch) : null);
  }

  private static Mixture mixture(SampleBatch batch) {
    long[] samples = {batch.size()};
    TensorOptions indices = new TensorOptions(torch.ScalarType.Long);
    return new Mixture(
        torch.from_blob(new LongPointer(batch.partners()), samples, indices),
        torch.from_blob(new FloatPointer(batch.shares()), samples));
  }
}
