package io.github.bellows.worker.engine.torch;

import java.util.function.BiFunction;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * A loss that is the mean over a sample's outputs of each one's own, which is 0 where the label is
 * missing.
 *
 * @param targets makes of labels what the outputs [samples, outputs] are compared with
 * @param elements computes the outputs' losses
 */
record TorchMeanLoss(BiFunction<TorchLabels, Tensor, Tensor> targets, Elements elements)
    implements TorchLoss {
  /** The loss of each output, or their sum. */
  @FunctionalInterface
  interface Elements {
    /** Returns the losses of two tensors of one shape, reduced as libtorch's code says. */
    Tensor of(Tensor output, Tensor target, long reduction);
  }

  @Override
  public Weighted sum(Tensor output, TorchLabels labels) {
    if (labels.absent() != null) {
      return new Weighted(perSample(output, labels).loss().sum(), null);
    }
    Tensor flat = rows(output);
    Tensor sum = elements.of(flat, targets.apply(labels, flat), REDUCTION_SUM);
    long count = flat.size(1);
    return new Weighted(count == 1 ? sum : sum.div(new Scalar((double) count)), null);
  }

  @Override
  public Weighted perSample(Tensor output, TorchLabels labels) {
    Tensor flat = rows(output);
    Tensor losses = elements.of(flat, targets.apply(labels, flat), REDUCTION_NONE);
    Tensor absent = labels.absent();
    Tensor present = absent == null ? losses : losses.masked_fill(absent, new Scalar(0f));
    return new Weighted(present.mean(1), null);
  }

  private static Tensor rows(Tensor output) {
    return output.reshape(output.size(0), -1);
  }
}
