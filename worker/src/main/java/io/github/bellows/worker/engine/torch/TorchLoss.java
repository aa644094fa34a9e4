package io.github.bellows.worker.engine.torch;

import io.github.bellows.common.data.SampleBatch;
import io.github.bellows.common.loss.CrossEntropy;
import io.github.bellows.common.loss.Loss;
import io.github.bellows.common.loss.MeanSquaredError;
import io.github.bellows.common.model.Network;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;

/** The losses of one output of a network. */
final class TorchLoss {
  /** libtorch's codes for what becomes of the elements' losses. */
  private static final long REDUCTION_NONE = 0;

  private static final long REDUCTION_SUM = 2;

  private static final long NO_IGNORED_CLASS = -100;

  private final Loss loss;

  TorchLoss(Network.Output output) {
    loss = output.spec().loss();
  }

  /**
   * Losses with the weights that belong to them.
   *
   * @param loss weight × loss: a scalar sum, or one per sample
   * @param weight the weights, likewise; null for 1 per sample
   */
  record Weighted(Tensor loss, @org.jspecify.annotations.Nullable Tensor weight) {}

  /** Returns the sums over the batch of the samples' losses and weights. */
  Weighted sum(Tensor output, SampleBatch batch) {
    if (loss instanceof CrossEntropy) {
      return new Weighted(crossEntropy(output, batch, REDUCTION_SUM), null);
    }
    if (loss instanceof MeanSquaredError) {
      long elements = output.numel() / batch.size();
      Tensor flat = output.reshape(batch.size(), elements);
      Tensor squares = torch.mse_loss(flat, targets(batch, elements), REDUCTION_SUM);
      return new Weighted(
          elements == 1 ? squares : squares.div(new Scalar((double) elements)), null);
    }
    throw new IllegalStateException("no row for " + loss.kind() + " in TorchLoss");
  }

  /** Returns the samples' losses and weights, [samples] each. */
  Weighted perSample(Tensor output, SampleBatch batch) {
    if (loss instanceof CrossEntropy) {
      return new Weighted(crossEntropy(output, batch, REDUCTION_NONE), null);
    }
    long elements = output.numel() / batch.size();
    Tensor flat = output.reshape(batch.size(), elements);
    return new Weighted(
        torch.mse_loss(flat, targets(batch, elements), REDUCTION_NONE).mean(1), null);
  }

  /** Returns what the output means, as {@link Loss.Prediction} says. */
  Tensor prediction(Tensor output) {
    return switch (loss.prediction()) {
      case CLASSES -> torch.softmax(output, 1);
      case PROBABILITIES -> torch.sigmoid(output);
      case SCORES, VALUES -> output;
    };
  }

  private static Tensor crossEntropy(Tensor output, SampleBatch batch, long reduction) {
    return torch.cross_entropy_loss(
        output, classes(batch), new TensorOptional(), reduction, NO_IGNORED_CLASS, 0);
  }

  private static Tensor classes(SampleBatch batch) {
    return torch.from_blob(
        new LongPointer(batch.classes()),
        new long[] {batch.size()},
        new TensorOptions(torch.ScalarType.Long));
  }

  private static Tensor targets(SampleBatch batch, long elements) {
    return torch.from_blob(new FloatPointer(batch.targets()), batch.size(), elements);
  }
}
