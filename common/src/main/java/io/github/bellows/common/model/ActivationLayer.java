package io.github.bellows.common.model;

/**
 * An activation as a layer of its own.
 *
 * @param activation the element-wise function
 */
public record ActivationLayer(Activation activation) implements LayerSpec {
  @Override
  public String kind() {
    return activation.kind();
  }

  @Override
  public Shape outputShape(Shape input) {
    return input;
  }
}
