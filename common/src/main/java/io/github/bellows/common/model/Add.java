package io.github.bellows.common.model;

import java.util.List;
import java.util.Map;

/** The sum of its inputs, element by element; a residual block's last layer. */
public record Add() implements MergeLayer {
  /** Its row in the family. */
  public static final List<LayerType> TYPES = List.of(new LayerType("add", options -> new Add()));

  @Override
  public String kind() {
    return "add";
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
