package io.github.bellows.worker.engine.torch;

import io.github.bellows.common.model.BatchNorm;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** {@link BatchNorm} by {@code batch_norm}, with running values that are never written in place. */
record TorchBatchNorm(BatchNorm spec, TorchLayers.Place place) implements TorchLayer.Unary {
  @Override
  public Tensor forward(Tensor input, TorchPass pass) {
    Tensor mean = place.statistics().get(0);
    Tensor variance = place.statistics().get(1);
    if (!pass.training()) {
      return normalized(input, new TensorOptional(mean), new TensorOptional(variance), false);
    }
    if (input.numel() == input.size(1)) {
      // One value per channel: its unbiased variance would be 0 / 0, and stay in the running one.
      return normalized(input, new TensorOptional(), new TensorOptional(), true);
    }
    Tensor newMean = mean.clone();
    Tensor newVariance = variance.clone();
    Tensor output =
        normalized(input, new TensorOptional(newMean), new TensorOptional(newVariance), true);
    pass.keep(place.firstStatistic(), newMean);
    pass.keep(
        place.firstStatistic() + 1,
        spec.unbiased() ? newVariance : biased(variance, newVariance, input));
    return output;
  }

  /** Returns the new running variance with the batch's part times (n − 1) / n. */
  private Tensor biased(Tensor old, Tensor unbiased, Tensor input) {
    double values = (double) input.numel() / input.size(1);
    Tensor rest = old.mul(new Scalar(1 - spec.momentum()));
    return unbiased.sub(rest).mul(new Scalar((values - 1) / values)).add(rest);
  }

  /** Returns the normalized input; in training, moves mean and variance towards the batch's. */
  private Tensor normalized(
      Tensor input, TensorOptional mean, TensorOptional variance, boolean training) {
    boolean affine = spec.affine();
    return torch.batch_norm(
        input,
        affine ? new TensorOptional(place.leaves().get(0)) : new TensorOptional(),
        affine ? new TensorOptional(place.leaves().get(1)) : new TensorOptional(),
        mean,
        variance,
        training,
        spec.momentum(),
        spec.epsilon(),
        true);
  }
}
