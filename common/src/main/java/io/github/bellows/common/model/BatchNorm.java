package io.github.bellows.common.model;

import io.github.bellows.common.initial.Constant;
import io.github.bellows.common.initial.Zeros;
import io.github.bellows.common.model.LayerOptions.Interval;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * y = w · (x − mean) / √(variance + epsilon) + b, each channel by itself: over the samples for a
 * row [features], over the samples and all places for [channels, length], an image or a volume.
 *
 * <p>In training, mean and variance (biased) are those of the lane's own batch, and {@code
 * running_mean} and {@code running_var} become (1 − momentum) · old + momentum · the batch's, its
 * variance unbiased unless the options say otherwise; the step's statistics are the mean over the
 * lanes, weighted as their gradients. A batch with one value per channel has no variance and leaves
 * them as they are. In evaluation the running values are used. Equal to PyTorch's {@code
 * BatchNorm1d}, {@code 2d} and {@code 3d}; as there, two sizes are [channels, length], so what
 * leaves a recurrent layer as [steps, features] goes through {@code permute} first, or takes {@link
 * LayerNorm}.
 *
 * <p>Reference: Ioffe, Szegedy, "Batch Normalization: Accelerating Deep Network Training by
 * Reducing Internal Covariate Shift", ICML 2015, algorithms 1 and 2.
 *
 * @param epsilon added to the variance, positive
 * @param momentum share of a batch in the running values, in [0, 1]
 * @param affine whether w and b are learned, from 1 and 0, or absent
 * @param unbiased whether the running variance takes that of a batch of n values times n / (n − 1),
 *     as in PyTorch, or as it is, as in Deeplearning4j and Keras
 */
public record BatchNorm(double epsilon, double momentum, boolean affine, boolean unbiased)
    implements UnaryLayer {
  /** Its row in the family. */
  public static final List<LayerType> TYPES = List.of(new LayerType("batchNorm", BatchNorm::read));

  /** Checks the numbers. */
  public BatchNorm {
    if (!(epsilon > 0) || !Double.isFinite(epsilon)) {
      throw new IllegalArgumentException("epsilon = " + epsilon + ": must be positive");
    }
    if (!(momentum >= 0 && momentum <= 1)) {
      throw new IllegalArgumentException("momentum = " + momentum + ": must be in [0, 1]");
    }
  }

  /** Creates a normalization with PyTorch's running variance. */
  public BatchNorm(double epsilon, double momentum, boolean affine) {
    this(epsilon, momentum, affine, true);
  }

  private static BatchNorm read(LayerOptions options) {
    return new BatchNorm(
        options.number("epsilon", Interval.POSITIVE, 1e-5),
        options.number("momentum", Interval.NOT_NEGATIVE, 0.1),
        options.flag("affine", true),
        options.flag("unbiased", true));
  }

  @Override
  public String kind() {
    return "batchNorm";
  }

  @Override
  public Map<String, Object> options() {
    Map<String, Object> options = new LinkedHashMap<>();
    options.put("epsilon", epsilon);
    options.put("momentum", momentum);
    options.put("affine", affine);
    options.put("unbiased", unbiased);
    return options;
  }

  @Override
  public Shape outputShape(Shape input) {
    return input;
  }

  @Override
  public List<ParameterSpec> parameters(Shape input) {
    if (!affine) {
      return List.of();
    }
    Shape channels = Shape.of(input.size(0));
    return List.of(
        new ParameterSpec("weight", channels, new Constant(1), 1, 1),
        new ParameterSpec("bias", channels, new Zeros(), 1, 1));
  }

  @Override
  public List<ParameterSpec> statistics(Shape input) {
    Shape channels = Shape.of(input.size(0));
    return List.of(
        new ParameterSpec("running_mean", channels, new Zeros(), 1, 1),
        new ParameterSpec("running_var", channels, new Constant(1), 1, 1));
  }
}
