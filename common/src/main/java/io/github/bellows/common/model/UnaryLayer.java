package io.github.bellows.common.model;

import java.util.List;
import java.util.Optional;

/** A layer that reads one other. */
public sealed interface UnaryLayer extends LayerSpec
    permits ActivationLayer,
        BatchNorm,
        Conv,
        ConvTranspose,
        CrossChannelPool,
        Dense,
        Dropout,
        Embedding,
        Flatten,
        GlobalPool,
        LayerNorm,
        LpPool,
        ModuleOutput,
        Permute,
        Pool,
        Prelu,
        Recurrent,
        Reshape,
        SpatialDropout,
        Upsample {
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

  /** Returns the tensors the layer keeps without learning them by gradients; often none. */
  default List<ParameterSpec> statistics(Shape input) {
    return List.of();
  }

  /** Returns the multiplications with an addition that one sample's forward pass takes. */
  default long multiplyAdds(Shape input) {
    return 0;
  }

  /**
   * Returns the window through which an element of the output sees the input [channels, …], for the
   * receptive field of a stack; empty for layers without one: those that work element by element,
   * and those that read everything or change the sizes otherwise.
   */
  default Optional<Window> receptiveWindow() {
    return Optional.empty();
  }

  @Override
  default Shape outputShape(List<Shape> inputs) {
    if (inputs.size() != 1) {
      throw new ShapeException("takes one input, not " + inputs.size(), "Name one layer in inputs");
    }
    return outputShape(inputs.get(0));
  }

  @Override
  default List<ParameterSpec> parameters(List<Shape> inputs) {
    return parameters(inputs.get(0));
  }

  @Override
  default List<ParameterSpec> statistics(List<Shape> inputs) {
    return statistics(inputs.get(0));
  }

  @Override
  default long multiplyAdds(List<Shape> inputs) {
    return multiplyAdds(inputs.get(0));
  }
}
