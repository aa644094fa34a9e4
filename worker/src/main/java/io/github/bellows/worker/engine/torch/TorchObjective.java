package io.github.bellows.worker.engine.torch;

import io.github.bellows.common.data.SampleBatch;
import io.github.bellows.common.model.Network;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/** What a network is trained to lower: the losses of its outputs, each times its weight. */
final class TorchObjective {
  private final List<Network.Output> outputs;
  private final List<TorchLoss> losses;

  TorchObjective(Network network) {
    outputs = network.outputs();
    losses = outputs.stream().map(TorchLoss::new).toList();
  }

  /**
   * Sums over a batch.
   *
   * @param loss a scalar
   * @param weight of the samples
   */
  record Total(Tensor loss, double weight) {}

  /** Returns the sums over a batch of the samples' losses and weights. */
  Total sum(List<Tensor> values, SampleBatch batch) {
    if (losses.size() == 1 && outputs.get(0).spec().weight() == 1) {
      TorchLoss.Weighted only = losses.get(0).sum(values.get(0), batch);
      return new Total(
          only.loss(), only.weight() == null ? batch.size() : only.weight().item_double());
    }
    Tensor loss = weighted(0, values, batch);
    for (int i = 1; i < losses.size(); i++) {
      loss = loss.add(weighted(i, values, batch));
    }
    return new Total(loss, batch.size());
  }

  private Tensor weighted(int output, List<Tensor> values, SampleBatch batch) {
    Tensor loss = losses.get(output).sum(values.get(output), batch).loss();
    return loss.mul(new Scalar(outputs.get(output).spec().weight()));
  }

  /** Returns the samples' losses of one output and their weights, [samples] each. */
  TorchLoss.Weighted perSample(int output, Tensor value, SampleBatch batch) {
    return losses.get(output).perSample(value, batch);
  }

  /** Returns what one output means in prediction. */
  Tensor prediction(int output, Tensor value) {
    return losses.get(output).prediction(value);
  }
}
