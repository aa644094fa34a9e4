package io.github.bellows.common.checkpoint;

import java.util.List;

/**
 * One tensor as the header of a safetensors file describes it.
 *
 * @param name its name
 * @param type the type of its elements
 * @param shape its sizes; empty for a single number
 * @param begin its first byte, counted from the end of the header
 * @param end the byte behind its last
 */
public record TensorInfo(String name, ElementType type, List<Long> shape, long begin, long end) {
  /** Copies the list. */
  public TensorInfo {
    shape = List.copyOf(shape);
  }

  /** Returns the number of elements. */
  public long elements() {
    return (end - begin) / type.bytes();
  }
}
