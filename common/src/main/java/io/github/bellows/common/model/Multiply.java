package io.github.bellows.common.model;

import java.util.List;
import java.util.Map;

/** The product of its inputs, element by element; gates and attention over channels. */
public record Multiply() implements MergeLayer {
  /** Its row in the family. */
  public static final List<LayerType> TYPES =
      List.of(new LayerType("multiply", options -> new Multiply()));

  @Override
  public String kind() {
    return "multiply";
  }

  @Override
  public Map<String, Object> options() {
    return Map.of();
  }

  @Override
  public StepMask stepMask() {
    return StepMask.KEEPS;
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    return Merging.equalShapes(inputs);
  }
}
