package io.github.bellows.common.model;

import io.github.bellows.common.model.LayerOptions.Interval;
import java.util.List;
import java.util.Map;

/**
 * In training, sets each channel of a sample to zero with probability {@code rate} and multiplies
 * the others by 1 / (1 − rate); the identity in evaluation. The mask is drawn from (seed, step,
 * lane, layer). Takes [channels, length], images and volumes; PyTorch's {@code Dropout1d}, {@code
 * 2d} and {@code 3d}.
 *
 * <p>Reference: Tompson et al., "Efficient Object Localization Using Convolutional Networks", CVPR
 * 2015, section 3.2.
 *
 * @param rate probability of a zero, in [0, 1)
 */
public record SpatialDropout(double rate) implements UnaryLayer {
  /** Its row in the family. */
  public static final List<LayerType> TYPES =
      List.of(
          new LayerType(
              "spatialDropout",
              options -> new SpatialDropout(options.required("rate", Interval.BELOW_ONE, 0.2))));

  /** Checks the rate. */
  public SpatialDropout {
    if (!(rate >= 0 && rate < 1)) {
      throw new IllegalArgumentException("rate = " + rate + ": must be in [0, 1)");
    }
  }

  @Override
  public String kind() {
    return "spatialDropout";
  }

  @Override
  public Map<String, Object> options() {
    return Map.of("rate", rate);
  }

  @Override
  public StepMask stepMask() {
    return StepMask.KEEPS;
  }

  @Override
  public Shape outputShape(Shape input) {
    if (input.rank() < 2) {
      throw new ShapeException(
          "needs channels, such as an image [channels, height, width], but gets " + input,
          "Write dropout for a row");
    }
    return input;
  }
}
