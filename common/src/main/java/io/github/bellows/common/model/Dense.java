package io.github.bellows.common.model;

import java.util.ArrayList;
import java.util.List;

/**
 * y = f(W·x + b), with W of shape [units, inputs].
 *
 * @param units outputs, at least 1
 * @param bias whether b is learned or absent
 * @param activation f
 */
public record Dense(int units, boolean bias, Activation activation) implements LayerSpec {
  /** Checks the sizes. */
  public Dense {
    if (units < 1) {
      throw new IllegalArgumentException("units = " + units + ": must be at least 1");
    }
  }

  @Override
  public String kind() {
    return "dense";
  }

  @Override
  public Shape outputShape(Shape input) {
    if (input.rank() != 1) {
      throw new ShapeException(
          "needs a flat input [features], but gets " + input, "Put a flatten layer before it");
    }
    return Shape.of(units);
  }

  @Override
  public List<ParameterSpec> parameters(Shape input) {
    int inputs = input.size(0);
    List<ParameterSpec> parameters = new ArrayList<>();
    parameters.add(
        new ParameterSpec(
            "weight", Shape.of(units, inputs), activation.defaultInitializer(), inputs, units));
    if (bias) {
      parameters.add(
          new ParameterSpec("bias", Shape.of(units), new Initializer.Zeros(), inputs, units));
    }
    return parameters;
  }
}
