package io.github.bellows.common.model;

import java.util.List;
import java.util.stream.Collectors;

/** What layers with several inputs require of them. */
final class Merging {
  private Merging() {}

  /** Returns the number of inputs, at least two. */
  static int several(List<Shape> inputs) {
    if (inputs.size() < 2) {
      throw new ShapeException(
          "needs two inputs or more, not " + inputs.size(), "Name them: inputs: [a, b]");
    }
    return inputs.size();
  }

  /** Returns the shape that all inputs have. */
  static Shape equalShapes(List<Shape> inputs) {
    several(inputs);
    if (inputs.stream().distinct().count() != 1) {
      throw new ShapeException(
          "needs inputs of one shape, but gets " + listed(inputs),
          "Make them equal, for example by a convolution with kernel 1");
    }
    return inputs.get(0);
  }

  static String listed(List<Shape> inputs) {
    return inputs.stream().map(Shape::toString).collect(Collectors.joining(" and "));
  }
}
