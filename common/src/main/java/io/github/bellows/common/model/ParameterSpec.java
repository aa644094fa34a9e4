package io.github.bellows.common.model;

import io.github.bellows.common.initial.Block;
import io.github.bellows.common.initial.Initializer;
import java.io.Serializable;

/**
 * One tensor of a layer.
 *
 * @param suffix PyTorch's name for it within the layer, such as {@code weight}
 * @param shape its sizes in PyTorch's order, such as {@code [out, in, kernel, kernel]}
 * @param initializer the rule for its first values
 * @param fanIn inputs that feed one output
 * @param fanOut outputs fed by one input
 */
public record ParameterSpec(
    String suffix, Shape shape, Initializer initializer, long fanIn, long fanOut)
    implements Serializable {
  /** Returns its place for an initializer, if it begins at an offset. */
  Block at(int offset) {
    int rows = shape.size(0);
    return new Block(offset, rows, Math.toIntExact(shape.elements() / rows), fanIn, fanOut);
  }
}
