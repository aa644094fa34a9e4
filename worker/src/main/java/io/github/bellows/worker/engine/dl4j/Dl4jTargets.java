package io.github.bellows.worker.engine.dl4j;

import io.github.bellows.common.data.OutputLabels;
import io.github.bellows.common.data.SampleBatch;
import io.github.bellows.common.model.Network;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What a batch says that a network's outputs should be.
 *
 * @param samples how many there are
 * @param truths the labels, by output
 * @param weights of the samples; null for 1 each
 * @param mixture with whose classes samples are compared besides their own; null for none
 */
record Dl4jTargets(
    int samples, List<Dl4jTruth> truths, @Nullable FloatBuffer weights, @Nullable Mixture mixture) {
  /**
   * The partners of samples.
   *
   * @param partners by sample: the row of its partner
   * @param shares by sample: its share in its own loss
   */
  record Mixture(LongBuffer partners, FloatBuffer shares) {}

  /** Returns the labels and weights of a batch as views of its memory. */
  static Dl4jTargets of(Network network, SampleBatch batch) {
    OutputLabels labels = OutputLabels.of(network, batch.schema());
    List<Dl4jTruth> truths =
        IntStream.range(0, network.outputs().size())
            .mapToObj(output -> Dl4jTruth.of(batch, labels.index(output)))
            .toList();
    return new Dl4jTargets(
        batch.size(),
        truths,
        batch.schema().weighted() ? batch.weights() : null,
        batch.mixed() ? new Mixture(batch.partners(), batch.shares()) : null);
  }

  /** Returns the weight that the data give a sample. */
  double weight(int sample) {
    return weights == null ? 1 : weights.get(sample);
  }
}
