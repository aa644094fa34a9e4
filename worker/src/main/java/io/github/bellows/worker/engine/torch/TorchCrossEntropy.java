package io.github.bellows.worker.engine.torch;

import io.github.bellows.common.loss.CrossEntropy;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * {@link CrossEntropy} by {@code cross_entropy_loss}: of an output [samples, C], or of each place
 * of [samples, C, …] and then the mean over the places.
 */
record TorchCrossEntropy(CrossEntropy spec) implements TorchLoss {
  private static final long NO_IGNORED_CLASS = -100;

  @Override
  public Weighted sum(Tensor output, TorchLabels labels) {
    if (labels.absent() != null) {
      return new Weighted(perSample(output, labels).loss().sum(), null);
    }
    Tensor logits = logits(output);
    Tensor target = target(logits, labels);
    Tensor loss = loss(logits, target, REDUCTION_SUM);
    Tensor weight = weighted(labels) ? weights(logits, target).sum() : null;
    if (logits.dim() == 2) {
      return new Weighted(loss, weight);
    }
    Scalar places = new Scalar((double) logits.size(2));
    return new Weighted(loss.div(places), weight == null ? null : weight.div(places));
  }

  @Override
  public Weighted perSample(Tensor output, TorchLabels labels) {
    Tensor logits = logits(output);
    Tensor target = target(logits, labels);
    Tensor loss = present(loss(logits, target, REDUCTION_NONE), logits, labels);
    Tensor weight = weighted(labels) ? weights(logits, target) : null;
    if (logits.dim() == 2) {
      return new Weighted(loss, weight);
    }
    return new Weighted(loss.mean(1), weight == null ? null : weight.mean(1));
  }

  /** Returns losses by sample or place with 0 where the label is missing. */
  private static Tensor present(Tensor losses, Tensor logits, TorchLabels labels) {
    Tensor absent = labels.absent();
    return absent == null
        ? losses
        : losses.masked_fill(absent.reshape(logits.sizes()).any(1), new Scalar(0f));
  }

  /** Returns [samples, C], or [samples, C, places]. */
  private static Tensor logits(Tensor output) {
    return output.dim() == 2 ? output : output.flatten(2, -1);
  }

  /** Returns indices, without the dimension of classes, or probabilities, in the logits' shape. */
  private static Tensor target(Tensor logits, TorchLabels labels) {
    long samples = logits.size(0);
    if (!labels.areClasses()) {
      return labels.numbers(logits).reshape(logits.sizes());
    }
    return logits.dim() == 2
        ? labels.indices().reshape(samples)
        : labels.indices().reshape(samples, logits.size(2));
  }

  private Tensor loss(Tensor logits, Tensor target, long reduction) {
    TensorOptional weight =
        spec.classWeights().isEmpty()
            ? new TensorOptional()
            : new TensorOptional(classWeights(logits));
    return torch.cross_entropy_loss(
        logits, target, weight, reduction, NO_IGNORED_CLASS, spec.labelSmoothing());
  }

  /** Whether the mean is the weighted one: PyTorch's rule, for class indices alone. */
  private boolean weighted(TorchLabels labels) {
    return !spec.classWeights().isEmpty() && labels.areClasses();
  }

  /** Returns the weight of each index's class, in the indices' shape. */
  private Tensor weights(Tensor logits, Tensor indices) {
    return classWeights(logits).index_select(0, indices.flatten()).reshape(indices.sizes());
  }

  private Tensor classWeights(Tensor logits) {
    List<Double> weights = spec.classWeights();
    double[] values = weights.stream().mapToDouble(Double::doubleValue).toArray();
    return Tensor.create(values).to(logits);
  }
}
