package io.github.bellows.common.model;

import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * One layer's options, without its place in a network. Records, validated in their constructors,
 * equal by value. Names and inputs belong to {@link NamedLayer}; keys and defaults of the options
 * to the {@link LayerType}s that every record lists in a static field {@code TYPES}.
 */
public sealed interface LayerSpec extends Serializable
    permits UnaryLayer, MergeLayer, WholeNetwork {

  /** Returns the layer's key in YAML, such as {@code conv2d}. */
  String kind();

  /**
   * Returns every option by its key in YAML, in the order they are written. Values are numbers,
   * booleans, words, lists of numbers, {@link Extent}s, {@link Activation}s or initializers.
   */
  Map<String, Object> options();

  /**
   * Returns the shape this layer makes of its inputs.
   *
   * @throws ShapeException if the layer cannot take those inputs
   */
  Shape outputShape(List<Shape> inputs);

  /** Returns the layer's learned tensors, in PyTorch's order; often none. */
  default List<ParameterSpec> parameters(List<Shape> inputs) {
    return List.of();
  }

  /**
   * Returns the tensors the layer keeps without learning them by gradients, such as the running
   * mean of a normalization; in PyTorch's order, often none.
   */
  default List<ParameterSpec> statistics(List<Shape> inputs) {
    return List.of();
  }

  /** Returns the {@code state_dict} name of one of the layer's tensors. */
  default String tensorName(String layer, String suffix) {
    return layer + "." + suffix;
  }

  /** Returns what the layer does with sequences that end before their last step. */
  default StepMask stepMask() {
    return StepMask.MIXES;
  }

  /**
   * Returns the multiplications with an addition that one sample's forward pass takes, those of
   * weights alone: activations, poolings, normalizations and additions count as none.
   */
  default long multiplyAdds(List<Shape> inputs) {
    return 0;
  }

  /**
   * Returns the elements besides its output that one sample's forward pass leaves for the backward
   * pass, such as the gates of every step; 0 for most. For estimates of memory.
   */
  default long innerElements(List<Shape> inputs) {
    return 0;
  }
}
