package io.github.bellows.common.model;

import java.util.List;
import java.util.Map;

/**
 * An activation as a layer of its own.
 *
 * @param activation the function
 */
public record ActivationLayer(Activation activation) implements UnaryLayer {
  /** Its rows in the family: one for each activation. */
  public static final List<LayerType> TYPES =
      ActivationTypes.kinds().stream()
          .map(
              kind ->
                  new LayerType(
                      kind, options -> new ActivationLayer(ActivationTypes.read(kind, options))))
          .toList();

  @Override
  public String kind() {
    return activation.kind();
  }

  @Override
  public Map<String, Object> options() {
    return activation.options();
  }

  @Override
  public StepMask stepMask() {
    return StepMask.KEEPS;
  }

  @Override
  public Shape outputShape(Shape input) {
    return input;
  }
}
