package io.github.bellows.worker.engine.torch;

import io.github.bellows.common.model.Network;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * What a network is trained to lower: the losses of its outputs, each times its weight. A sample's
 * weight is that of the data, and with one output alone, times that of its class.
 */
final class TorchObjective {
  private final List<Network.Output> outputs;
  private final List<TorchLoss> losses;

  TorchObjective(Network network) {
    outputs = network.outputs();
    losses = outputs.stream().map(output -> TorchLosses.translate(output.spec().loss())).toList();
  }

  /**
   * Sums over a batch.
   *
   * @param loss a scalar
   * @param weight of the samples
   */
  record Total(Tensor loss, double weight) {}

  /**
   * A batch, sample by sample.
   *
   * @param losses by output: weight × loss, [samples], without the output's weight
   * @param weights of the samples, [samples]; null for 1 each
   */
  record Samples(List<Tensor> losses, @Nullable Tensor weights) {}

  /**
   * Returns the sums over a batch of the samples' losses and weights.
   *
   * @param values {@code samples × shape} of each output
   */
  Total sum(List<Tensor> values, TorchTargets targets) {
    if (targets.weights() != null || targets.mixture() != null) {
      return weightedSum(values, targets);
    }
    TorchLoss.Weighted first = losses.get(0).sum(values.get(0), targets.labels().get(0));
    Tensor loss = scaled(0, first.loss());
    for (int i = 1; i < losses.size(); i++) {
      TorchLoss.Weighted next = losses.get(i).sum(values.get(i), targets.labels().get(i));
      loss = loss.add(scaled(i, next.loss()));
    }
    Tensor weight = losses.size() == 1 ? first.weight() : null;
    return new Total(loss, weight == null ? values.get(0).size(0) : weight.item_double());
  }

  private Total weightedSum(List<Tensor> values, TorchTargets targets) {
    Samples samples = perSample(values, targets);
    Tensor loss = scaled(0, samples.losses().get(0).sum());
    for (int i = 1; i < losses.size(); i++) {
      loss = loss.add(scaled(i, samples.losses().get(i).sum()));
    }
    Tensor weights = samples.weights();
    ScalarTypeOptional inDoubles = new ScalarTypeOptional(torch.ScalarType.Double);
    return new Total(
        loss, weights == null ? values.get(0).size(0) : weights.sum(inDoubles).item_double());
  }

  private Tensor scaled(int output, Tensor loss) {
    double weight = outputs.get(output).spec().weight();
    return weight == 1 ? loss : loss.mul(new Scalar(weight));
  }

  /** Returns the losses and weights of the samples of a batch. */
  Samples perSample(List<Tensor> values, TorchTargets targets) {
    Tensor given = targets.weights();
    Tensor weights = given;
    List<Tensor> each = new ArrayList<>();
    for (int i = 0; i < losses.size(); i++) {
      TorchLoss.Weighted own = perSample(i, values.get(i), targets);
      each.add(given == null ? own.loss() : own.loss().mul(given));
      if (losses.size() == 1 && own.weight() != null) {
        weights = given == null ? own.weight() : own.weight().mul(given);
      }
    }
    return new Samples(each, weights);
  }

  private TorchLoss.Weighted perSample(int output, Tensor value, TorchTargets targets) {
    TorchLoss loss = losses.get(output);
    TorchLabels labels = targets.labels().get(output);
    TorchLoss.Weighted own = loss.perSample(value, labels);
    TorchTargets.Mixture mixture = targets.mixture();
    if (mixture == null || !labels.areClasses()) {
      return own;
    }
    TorchLoss.Weighted other = loss.perSample(value, labels.of(mixture.partners()));
    Tensor weight = own.weight();
    Tensor otherWeight = other.weight();
    return new TorchLoss.Weighted(
        mixed(own.loss(), other.loss(), mixture.shares()),
        weight == null || otherWeight == null
            ? null
            : mixed(weight, otherWeight, mixture.shares()));
  }

  /** Returns share · own + (1 − share) · other, sample by sample. */
  private static Tensor mixed(Tensor own, Tensor other, Tensor shares) {
    Tensor share = shares.to(own);
    return own.mul(share).add(other.mul(share.neg().add(new Scalar(1.0))));
  }

  /** Returns what one output means in prediction. */
  Tensor prediction(int output, Tensor value) {
    return TorchLosses.prediction(outputs.get(output).spec().loss(), value);
  }
}
