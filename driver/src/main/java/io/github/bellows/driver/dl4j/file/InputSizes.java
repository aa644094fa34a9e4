package io.github.bellows.driver.dl4j.file;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.model.Shape;
import io.github.bellows.driver.dl4j.network.Description;
import io.github.bellows.driver.dl4j.network.TheirNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.preprocessor.Cnn3DToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.jspecify.annotations.Nullable;

/** The shapes of a network's inputs, in our order of dimensions. */
final class InputSizes {
  private InputSizes() {}

  /**
   * Returns the shapes of all inputs: those that were given, else those that follow from what reads
   * them.
   *
   * @param given by the input's name; a network's only input may be named by the empty text
   * @param option what gives them, such as {@code --input}
   * @throws TrainingException ({@link ErrorCode#CONFIGURATION}) naming all inputs whose shape does
   *     not follow, or that do not exist
   */
  static List<Shape> of(Description network, Map<String, Shape> given, String option) {
    List<Shape> shapes = new ArrayList<>();
    List<String> unknown = new ArrayList<>();
    List<String> others = new ArrayList<>(given.keySet());
    for (String input : network.inputs()) {
      Shape shape = given.get(input);
      others.remove(input);
      if (shape == null && network.inputs().size() == 1) {
        shape = given.get("");
        others.remove("");
      }
      shape = shape == null ? following(network, input) : shape;
      if (shape == null) {
        unknown.add(input);
      } else {
        shapes.add(shape);
      }
    }
    if (!others.isEmpty()) {
      throw TrainingException.of(
          ErrorCode.CONFIGURATION,
          option + ", " + String.join(", ", others),
          "is no input of the network",
          "Its inputs are " + String.join(", ", network.inputs()));
    }
    if (!unknown.isEmpty()) {
      throw TrainingException.of(
          ErrorCode.CONFIGURATION,
          option,
          "is needed, because the file does not say the sizes of " + String.join(", ", unknown),
          "Give channels, height, width, such as 1,28,28; or steps, features, such as 20,8"
              + (network.inputs().size() == 1
                  ? ""
                  : "; with the name before it: " + unknown.get(0) + "=1,28,28"));
    }
    return shapes;
  }

  private static @Nullable Shape following(Description network, String input) {
    for (TheirNode node : network.nodes()) {
      if (node.inputs().contains(input)) {
        Shape shape = node.before() == null ? of(node.layer()) : of(node.before());
        if (shape != null) {
          return shape;
        }
      }
    }
    return null;
  }

  private static @Nullable Shape of(InputPreProcessor before) {
    if (before instanceof FeedForwardToCnnPreProcessor image) {
      return shape(image.getNumChannels(), image.getInputHeight(), image.getInputWidth());
    }
    if (before instanceof CnnToFeedForwardPreProcessor image) {
      return shape(image.getNumChannels(), image.getInputHeight(), image.getInputWidth());
    }
    return before instanceof Cnn3DToFeedForwardPreProcessor volume
        ? shape(
            volume.getNumChannels(),
            volume.getInputDepth(),
            volume.getInputHeight(),
            volume.getInputWidth())
        : null;
  }

  private static @Nullable Shape of(@Nullable Layer layer) {
    if (layer instanceof EmbeddingSequenceLayer words) {
      return words.getInputLength() > 1 ? shape(words.getInputLength()) : null;
    }
    boolean row = layer instanceof DenseLayer || layer instanceof OutputLayer;
    return row && layer instanceof FeedForwardLayer sized ? shape(sized.getNIn()) : null;
  }

  private static @Nullable Shape shape(long... sizes) {
    int[] whole = new int[sizes.length];
    for (int i = 0; i < sizes.length; i++) {
      whole[i] = Math.toIntExact(sizes[i]);
      if (whole[i] < 1) {
        return null;
      }
    }
    return Shape.of(whole);
  }
}
