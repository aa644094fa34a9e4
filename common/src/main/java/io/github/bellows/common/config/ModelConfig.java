package io.github.bellows.common.config;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.model.Loss;
import io.github.bellows.common.model.ModelSpec;
import io.github.bellows.common.model.NamedLayer;
import io.github.bellows.common.model.Shape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The network of a run: what {@code model:} in a configuration says.
 *
 * @param input the shape of one sample; null to take the data's
 * @param layers in order, at least one
 * @param loss the error of one sample
 * @param initialWeights path of a safetensors file with the first parameters; null to draw them
 */
public record ModelConfig(
    @Nullable Shape input, List<NamedLayer> layers, Loss loss, @Nullable String initialWeights) {
  /** Copies the list. */
  public ModelConfig {
    layers = List.copyOf(layers);
  }

  /**
   * Returns the description of the network for data of a shape.
   *
   * @param dataShape the shape of one prepared sample; {@code model.input} may lay the same number
   *     of elements out differently
   * @throws TrainingException ({@link ErrorCode#CONFIGURATION}) if the numbers of elements differ
   */
  public ModelSpec spec(Shape dataShape) {
    Shape shape = input == null ? dataShape : input;
    if (shape.elements() != dataShape.elements()) {
      throw TrainingException.of(
          ErrorCode.CONFIGURATION,
          "model.input = " + shape.sizes(),
          "has "
              + shape.elements()
              + " elements, but a sample of the data has "
              + dataShape.elements()
              + " ("
              + dataShape
              + ")",
          "Write " + dataShape.sizes());
    }
    return new ModelSpec(shape, layers, loss);
  }
}
