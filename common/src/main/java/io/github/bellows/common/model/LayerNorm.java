package io.github.bellows.common.model;

import io.github.bellows.common.initial.Constant;
import io.github.bellows.common.initial.Zeros;
import io.github.bellows.common.model.LayerOptions.Interval;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * y = w · (x − mean) / √(variance + epsilon) + b, where mean and variance (biased) are those of the
 * last dimensions of one sample, and w and b have their sizes; the same in training and evaluation.
 * PyTorch's {@code LayerNorm} with those sizes as its {@code normalized_shape}.
 *
 * <p>Reference: Ba, Kiros, Hinton, "Layer Normalization", 2016, equation 4.
 *
 * @param dimensions how many of the last dimensions are normalized together; 0 for the features of
 *     a row or sequence [steps, features], and for all of an image or volume
 * @param epsilon added to the variance, positive
 * @param affine whether w and b are learned, from 1 and 0, or absent
 */
public record LayerNorm(int dimensions, double epsilon, boolean affine) implements UnaryLayer {
  /** Its row in the family. */
  public static final List<LayerType> TYPES = List.of(new LayerType("layerNorm", LayerNorm::read));

  /** Checks the numbers. */
  public LayerNorm {
    if (dimensions < 0) {
      throw new IllegalArgumentException("dimensions = " + dimensions + ": must be at least 0");
    }
    if (!(epsilon > 0) || !Double.isFinite(epsilon)) {
      throw new IllegalArgumentException("epsilon = " + epsilon + ": must be positive");
    }
  }

  private static LayerNorm read(LayerOptions options) {
    return new LayerNorm(
        options.whole("dimensions", 0, 0),
        options.number("epsilon", Interval.POSITIVE, 1e-5),
        options.flag("affine", true));
  }

  @Override
  public String kind() {
    return "layerNorm";
  }

  @Override
  public Map<String, Object> options() {
    Map<String, Object> options = new LinkedHashMap<>();
    options.put("dimensions", dimensions);
    options.put("epsilon", epsilon);
    options.put("affine", affine);
    return options;
  }

  @Override
  public StepMask stepMask() {
    return dimensions <= 1 ? StepMask.KEEPS : StepMask.MIXES;
  }

  /** Returns the sizes that are normalized together, the last ones of an input. */
  public Shape normalized(Shape input) {
    int standard = input.rank() <= 2 ? 1 : input.rank();
    int count = dimensions == 0 ? standard : dimensions;
    return new Shape(input.sizes().subList(input.rank() - count, input.rank()));
  }

  @Override
  public Shape outputShape(Shape input) {
    if (dimensions > input.rank()) {
      throw new ShapeException(
          "normalizes the last " + dimensions + " dimensions, but gets " + input,
          "Write at most dimensions: " + input.rank());
    }
    return input;
  }

  @Override
  public List<ParameterSpec> parameters(Shape input) {
    if (!affine) {
      return List.of();
    }
    Shape sizes = normalized(input);
    return List.of(
        new ParameterSpec("weight", sizes, new Constant(1), 1, 1),
        new ParameterSpec("bias", sizes, new Zeros(), 1, 1));
  }
}
