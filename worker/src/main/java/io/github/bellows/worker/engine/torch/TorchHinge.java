package io.github.bellows.worker.engine.torch;

import io.github.bellows.common.loss.Hinge;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** {@link Hinge}, whose form depends on outputs and labels. */
record TorchHinge() implements TorchLoss {
  /** The mean over the outputs of max(0, 1 − t·x). */
  private static final TorchMeanLoss MARGINS =
      new TorchMeanLoss(TorchLabels::signs, TorchHinge::margins);

  private static Tensor margins(Tensor output, Tensor sign, long reduction) {
    Tensor losses = output.mul(sign).neg().add(new Scalar(1.0)).relu();
    return reduction == REDUCTION_SUM ? losses.sum() : losses;
  }

  @Override
  public Weighted sum(Tensor output, TorchLabels labels) {
    return isOfClasses(output, labels)
        ? new Weighted(ofClasses(output, labels, REDUCTION_SUM), null)
        : MARGINS.sum(output, labels);
  }

  @Override
  public Weighted perSample(Tensor output, TorchLabels labels) {
    return isOfClasses(output, labels)
        ? new Weighted(ofClasses(output, labels, REDUCTION_NONE), null)
        : MARGINS.perSample(output, labels);
  }

  private static boolean isOfClasses(Tensor output, TorchLabels labels) {
    return labels.areClasses() && output.size(1) > 1;
  }

  private static Tensor ofClasses(Tensor output, TorchLabels labels, long reduction) {
    Tensor scores = output.reshape(output.size(0), -1);
    Tensor indices = labels.indices().reshape(output.size(0));
    Scalar one = new Scalar(1.0);
    return torch.multi_margin_loss(scores, indices, one, one, new TensorOptional(), reduction);
  }
}
