package io.github.bellows.worker.engine.torch;

import io.github.bellows.common.data.SampleBatch;
import io.github.bellows.common.model.Loss;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;

/** The sum of a batch's losses, and what the network's output means. */
final class TorchLoss {
  /** libtorch's codes for what becomes of the elements' losses. */
  private static final long REDUCTION_NONE = 0;

  private static final long REDUCTION_SUM = 2;

  private static final long NO_IGNORED_CLASS = -100;

  private TorchLoss() {}

  /** Returns the sum over the batch of the samples' losses, a scalar. */
  static Tensor sum(Loss loss, Tensor output, SampleBatch batch) {
    return switch (loss) {
      case CROSS_ENTROPY -> crossEntropy(output, batch, REDUCTION_SUM);
      case MEAN_SQUARED_ERROR -> {
        long elements = output.numel() / batch.size();
        Tensor flat = output.reshape(batch.size(), elements);
        Tensor squares = torch.mse_loss(flat, targets(batch, elements), REDUCTION_SUM);
        yield elements == 1 ? squares : squares.div(new Scalar((double) elements));
      }
    };
  }

  /** Returns the samples' losses, [samples]. */
  static Tensor perSample(Loss loss, Tensor output, SampleBatch batch) {
    return switch (loss) {
      case CROSS_ENTROPY -> crossEntropy(output, batch, REDUCTION_NONE);
      case MEAN_SQUARED_ERROR -> {
        long elements = output.numel() / batch.size();
        Tensor flat = output.reshape(batch.size(), elements);
        yield torch.mse_loss(flat, targets(batch, elements), REDUCTION_NONE).mean(1);
      }
    };
  }

  private static Tensor crossEntropy(Tensor output, SampleBatch batch, long reduction) {
    return torch.cross_entropy_loss(
        output, classes(batch), new TensorOptional(), reduction, NO_IGNORED_CLASS, 0);
  }

  /** Returns probabilities for cross entropy, the output itself otherwise. */
  static Tensor prediction(Loss loss, Tensor output) {
    return switch (loss) {
      case CROSS_ENTROPY -> torch.softmax(output, 1);
      case MEAN_SQUARED_ERROR -> output;
    };
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
