package io.github.bellows.common.model;

import java.util.List;

/**
 * One layer's options, without its place in a network. Records, validated in their constructors,
 * equal by value. Names and inputs belong to {@link NamedLayer}.
 */
public sealed interface LayerSpec permits Dense, Conv2d, Pool2d, Flatten, Dropout, ActivationLayer {

  /** Returns the layer's key in YAML, such as {@code conv2d}. */
  String kind();

  /**
   * Returns the shape this layer makes of its input.
   *
   * @throws ShapeException if the layer cannot take that input
   */
  Shape outputShape(Shape input);

  /** Returns the layer's learned tensors for an input shape, in PyTorch's order; often none. */
  default List<ParameterSpec> parameters(Shape input) {
    return List.of();
  }
}
