package io.github.bellows.worker.task;

import io.github.bellows.common.data.OutputLabels;
import io.github.bellows.common.data.SampleBatch;
import io.github.bellows.common.data.SampleSchema;
import io.github.bellows.common.metric.EvaluationSums;
import io.github.bellows.common.metric.MultiOutputSums;
import io.github.bellows.common.model.Network;
import io.github.bellows.worker.engine.EvaluatedBatch;
import java.util.ArrayList;
import java.util.List;

/**
 * How a network is measured: what its engine makes of a batch becomes sums, those of the only
 * output, or {@link MultiOutputSums}. Immutable.
 */
final class Measurement {
  private final List<OutputMeasurement> outputs = new ArrayList<>();

  /**
   * Creates the measurement of a network on samples of a schema.
   *
   * @throws io.github.bellows.common.error.TrainingException if outputs and labels do not pair up
   */
  Measurement(Network network, SampleSchema schema) {
    OutputLabels labels = OutputLabels.of(network, schema);
    for (int i = 0; i < network.outputs().size(); i++) {
      outputs.add(
          new OutputMeasurement(network.outputs().get(i), i, labels.index(i), labels.measure(i)));
    }
  }

  /** Returns the sums over the samples of a batch. */
  EvaluationSums sums(SampleBatch batch, EvaluatedBatch evaluated) {
    if (outputs.size() == 1) {
      OutputMeasurement only = outputs.get(0);
      return only.sums(batch, evaluated, only.output().spec().weight());
    }
    return new MultiOutputSums(
        outputs.stream()
            .map(
                each ->
                    new MultiOutputSums.Part(
                        each.output().spec().layer(),
                        each.output().spec().weight(),
                        each.sums(batch, evaluated, 1)))
            .toList());
  }
}
