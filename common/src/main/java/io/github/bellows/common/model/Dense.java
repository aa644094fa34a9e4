package io.github.bellows.common.model;

import io.github.bellows.common.initial.Initializer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * y = f(W·x + b), with W of shape [units, inputs]. A sequence [steps, inputs] is taken step by step
 * and becomes [steps, units].
 *
 * @param units outputs, at least 1
 * @param bias whether b is learned or absent
 * @param activation f
 * @param initialization rules for first values
 */
public record Dense(int units, boolean bias, Activation activation, Initialization initialization)
    implements UnaryLayer {
  /** Its row in the family. */
  public static final List<LayerType> TYPES = List.of(new LayerType("dense", Dense::read));

  /** Checks the sizes. */
  public Dense {
    if (units < 1) {
      throw new IllegalArgumentException("units = " + units + ": must be at least 1");
    }
  }

  /** Creates a layer with default first values. */
  public Dense(int units, boolean bias, Activation activation) {
    this(units, bias, activation, Initialization.DEFAULT);
  }

  private static Dense read(LayerOptions options) {
    int units = options.required("units", 1, 10);
    boolean bias = options.flag("bias", true);
    return new Dense(
        units, bias, options.activation("activation"), options.initialization(false, bias));
  }

  @Override
  public String kind() {
    return "dense";
  }

  @Override
  public Map<String, Object> options() {
    Map<String, Object> options = new LinkedHashMap<>();
    options.put("units", units);
    options.put("bias", bias);
    options.put("activation", activation);
    options.putAll(initialization.options());
    return options;
  }

  @Override
  public StepMask stepMask() {
    return StepMask.KEEPS;
  }

  @Override
  public Shape outputShape(Shape input) {
    return switch (input.rank()) {
      case 1 -> Shape.of(units);
      case 2 -> Shape.of(input.size(0), units);
      default ->
          throw new ShapeException(
              "needs a row [features] or a sequence [steps, features], but gets " + input,
              "Put a flatten layer before it");
    };
  }

  @Override
  public List<ParameterSpec> parameters(Shape input) {
    int inputs = input.size(input.rank() - 1);
    Initializer rule = initialization.weightOr(activation.defaultInitializer());
    Shape sizes = Shape.of(units, inputs);
    return initialization.withBias(
        new ParameterSpec("weight", sizes, rule, inputs, units), units, bias);
  }

  @Override
  public long multiplyAdds(Shape input) {
    return Math.multiplyExact(input.elements(), (long) units);
  }
}
