package io.github.bellows.common.config;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.model.ModelInput;
import io.github.bellows.common.model.ModelOutput;
import io.github.bellows.common.model.ModelSpec;
import io.github.bellows.common.model.ModuleReader;
import io.github.bellows.common.model.NamedLayer;
import io.github.bellows.common.model.Shape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The network of a run: what {@code model:} in a configuration says.
 *
 * @param inputs shapes of a sample's parts; null to take the data's as the only one
 * @param layers in order; none if a TorchScript file holds the network
 * @param outputs at least one
 * @param initialWeights path of a safetensors file with the first parameters; null to draw them, or
 *     to take those of the TorchScript file
 * @param torchscript path of a TorchScript file; null if the network is made of layers
 */
public record ModelConfig(
    @Nullable List<ModelInput> inputs,
    List<NamedLayer> layers,
    List<ModelOutput> outputs,
    @Nullable String initialWeights,
    @Nullable String torchscript) {
  /** Copies the lists. */
  public ModelConfig {
    inputs = inputs == null ? null : List.copyOf(inputs);
    layers = List.copyOf(layers);
    outputs = List.copyOf(outputs);
  }

  /** Creates a network of layers. */
  public ModelConfig(
      @Nullable List<ModelInput> inputs,
      List<NamedLayer> layers,
      List<ModelOutput> outputs,
      @Nullable String initialWeights) {
    this(inputs, layers, outputs, initialWeights, null);
  }

  /** Returns the most steps of a sample: the first size of the first input; null for the data's. */
  public @Nullable Integer steps() {
    return inputs == null ? null : Integer.valueOf(inputs.get(0).shape().size(0));
  }

  /**
   * Returns the description of the network for data of a shape.
   *
   * @param dataShape the shape of one prepared sample; the inputs may lay the same number of
   *     elements out differently
   * @param lengths whether samples have lengths of their own
   * @param modules finds the TorchScript file, if there is one
   * @throws TrainingException ({@link ErrorCode#CONFIGURATION}) if the numbers of elements differ;
   *     or what {@code modules} throws
   */
  public ModelSpec spec(Shape dataShape, boolean lengths, ModuleReader modules) {
    List<ModelInput> given =
        inputs == null ? List.of(new ModelInput(ModelInput.DEFAULT, dataShape, lengths)) : inputs;
    long elements = given.stream().mapToLong(input -> input.shape().elements()).sum();
    if (elements != dataShape.elements()) {
      boolean only = given.size() == 1;
      throw TrainingException.of(
          ErrorCode.CONFIGURATION,
          only
              ? "model.input = " + given.get(0).shape().sizes()
              : "model.inputs = " + given.stream().map(ModelInput::shape).toList(),
          "has "
              + elements
              + " elements, but a sample of the data has "
              + dataShape.elements()
              + " ("
              + dataShape
              + ")",
          only ? "Write " + dataShape.sizes() : "Correct the sizes");
    }
    return spec(given, modules);
  }

  /**
   * Returns the description of the network if the configuration says its inputs.
   *
   * @throws IllegalStateException if it leaves them to the data
   */
  public ModelSpec spec(ModuleReader modules) {
    if (inputs == null) {
      throw new IllegalStateException("model.input is the data's to say");
    }
    return spec(inputs, modules);
  }

  private ModelSpec spec(List<ModelInput> given, ModuleReader modules) {
    if (torchscript == null) {
      return new ModelSpec(given, layers, outputs);
    }
    List<Shape> shapes = given.stream().map(ModelInput::shape).toList();
    return modules.read(torchscript, shapes).spec(given, outputs);
  }

  /**
   * Returns the description of the network for data of a shape, if it is made of layers.
   *
   * @throws TrainingException ({@link ErrorCode#CONFIGURATION}) if the numbers of elements differ
   */
  public ModelSpec spec(Shape dataShape, boolean lengths) {
    return spec(dataShape, lengths, ModuleReader.NONE);
  }
}
