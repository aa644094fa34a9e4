package io.github.bellows.common.model;

/** Lays a sample's elements out as one row, the last dimension fastest. */
public record Flatten() implements LayerSpec {
  @Override
  public String kind() {
    return "flatten";
  }

  @Override
  public Shape outputShape(Shape input) {
    return Shape.of(Math.toIntExact(input.elements()));
  }
}
