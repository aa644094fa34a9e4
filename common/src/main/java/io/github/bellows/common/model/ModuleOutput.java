package io.github.bellows.common.model;

import java.util.List;
import java.util.Map;

/**
 * One of the several tensors that a {@link TorchScript} or {@link Dl4jModule} returns: a range of
 * the row in which that layer puts them all, in the tensor's own shape.
 *
 * @param offset its first element in the row
 * @param shape of one sample
 */
public record ModuleOutput(int offset, Shape shape) implements UnaryLayer {
  /** No key in YAML: the {@code spec} of a module makes these layers. */
  public static final List<LayerType> TYPES = List.of();

  @Override
  public String kind() {
    return "moduleOutput";
  }

  @Override
  public Map<String, Object> options() {
    return Map.of("offset", offset, "shape", shape);
  }

  @Override
  public Shape outputShape(Shape input) {
    if (input.rank() != 1 || offset + shape.elements() > input.size(0)) {
      throw new ShapeException(
          "takes " + shape + " from element " + offset + ", but gets " + input,
          "Let it read the module");
    }
    return shape;
  }
}
