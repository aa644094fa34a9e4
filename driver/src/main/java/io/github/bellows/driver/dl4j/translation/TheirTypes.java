package io.github.bellows.driver.dl4j.translation;

import io.github.bellows.common.model.Shape;
import io.github.bellows.driver.dl4j.network.TheirNode;
import java.util.List;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.jspecify.annotations.Nullable;

/** Shapes as parts of theirs tell them to each other. */
final class TheirTypes {
  private TheirTypes() {}

  /**
   * Returns the type of a value of ours.
   *
   * @param channelsFirst whether one with two sizes is [channels, length], not [steps, features]
   */
  static InputType of(Shape shape, boolean channelsFirst) {
    return switch (shape.rank()) {
      case 1 -> InputType.feedForward(shape.size(0));
      case 2 ->
          channelsFirst
              ? InputType.recurrent(shape.size(0), shape.size(1))
              : InputType.recurrent(shape.size(1), shape.size(0));
      case 3 -> InputType.convolutional(shape.size(1), shape.size(2), shape.size(0));
      case 4 ->
          InputType.convolutional3D(shape.size(1), shape.size(2), shape.size(3), shape.size(0));
      default -> InputType.feedForward(shape.elements()); // They have no words for more sizes.
    };
  }

  /** Returns our shape of what a node makes, by its own words; null if it cannot say. */
  static @Nullable Shape made(TheirNode node, List<InputType> inputs) {
    try {
      return shape(output(node, inputs));
    } catch (RuntimeException e) {
      return null; // Classes of users may throw anything.
    }
  }

  private static InputType output(TheirNode node, List<InputType> inputs) {
    Layer layer = node.layer();
    if (layer == null) {
      return ((GraphVertex) node.part()).getOutputType(0, inputs.toArray(InputType[]::new));
    }
    InputType read = inputs.get(0);
    return layer.getOutputType(0, node.before() == null ? read : node.before().getOutputType(read));
  }

  private static Shape shape(InputType type) {
    if (type instanceof InputType.InputTypeRecurrent sequence) {
      return shape(sequence.getTimeSeriesLength(), sequence.getSize());
    }
    if (type instanceof InputType.InputTypeConvolutional image) {
      return shape(image.getChannels(), image.getHeight(), image.getWidth());
    }
    if (type instanceof InputType.InputTypeConvolutional3D volume) {
      return shape(volume.getChannels(), volume.getDepth(), volume.getHeight(), volume.getWidth());
    }
    return shape(type.arrayElementsPerExample());
  }

  private static Shape shape(long... sizes) {
    int[] whole = new int[sizes.length];
    for (int i = 0; i < sizes.length; i++) {
      whole[i] = Math.toIntExact(sizes[i]);
    }
    return Shape.of(whole);
  }
}
