package io.github.bellows.worker.engine.torch;

import static java.util.Map.entry;

import io.github.bellows.common.loss.BinaryCrossEntropy;
import io.github.bellows.common.loss.CrossEntropy;
import io.github.bellows.common.loss.Hinge;
import io.github.bellows.common.loss.Huber;
import io.github.bellows.common.loss.Loss;
import io.github.bellows.common.loss.MeanAbsoluteError;
import io.github.bellows.common.loss.MeanSquaredError;
import java.util.Map;
import java.util.function.Function;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** The table from losses to what computes them. */
final class TorchLosses {
  private TorchLosses() {}

  private static final Map<Class<?>, Function<Loss, TorchLoss>> TABLE =
      Map.ofEntries(
          row(
              BinaryCrossEntropy.class,
              loss -> new TorchMeanLoss(TorchLabels::probabilities, TorchLosses::binary)),
          row(CrossEntropy.class, TorchCrossEntropy::new),
          row(Hinge.class, loss -> new TorchHinge()),
          row(
              Huber.class,
              loss ->
                  new TorchMeanLoss(
                      TorchLabels::numbers,
                      (output, target, reduction) ->
                          torch.huber_loss(output, target, reduction, loss.delta()))),
          row(
              MeanAbsoluteError.class,
              loss -> new TorchMeanLoss(TorchLabels::numbers, torch::l1_loss)),
          row(
              MeanSquaredError.class,
              loss -> new TorchMeanLoss(TorchLabels::numbers, torch::mse_loss)));

  private static <L extends Loss> Map.Entry<Class<?>, Function<Loss, TorchLoss>> row(
      Class<L> type, Function<L, TorchLoss> translation) {
    return entry(type, loss -> translation.apply(type.cast(loss)));
  }

  private static Tensor binary(Tensor output, Tensor target, long reduction) {
    return torch.binary_cross_entropy_with_logits(
        output, target, new TensorOptional(), new TensorOptional(), reduction);
  }

  /** Returns what computes a loss. */
  static TorchLoss translate(Loss loss) {
    Function<Loss, TorchLoss> translation = TABLE.get(loss.getClass());
    if (translation == null) {
      throw new IllegalStateException("no row for " + loss.kind() + " in TorchLosses");
    }
    return translation.apply(loss);
  }

  /** Returns what an output means, as {@link Loss.Prediction} says. */
  static Tensor prediction(Loss loss, Tensor output) {
    return switch (loss.prediction()) {
      case CLASSES -> torch.softmax(output, 1);
      case PROBABILITIES -> torch.sigmoid(output);
      case SCORES, VALUES -> output;
    };
  }
}
