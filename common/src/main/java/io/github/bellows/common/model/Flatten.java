package io.github.bellows.common.model;

import java.util.List;
import java.util.Map;

/** Lays a sample's elements out as one row, the last dimension fastest. */
public record Flatten() implements UnaryLayer {
  /** Its row in the family. */
  public static final List<LayerType> TYPES =
      List.of(new LayerType("flatten", options -> new Flatten()));

  @Override
  public String kind() {
    return "flatten";
  }

  @Override
  public Map<String, Object> options() {
    return Map.of();
  }

  @Override
  public Shape outputShape(Shape input) {
    return Shape.of(Math.toIntExact(input.elements()));
  }
}
