package io.github.bellows.common.model;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A whole network in a TorchScript file, as one layer. Says what a network must know of the module
 * without the library that runs it.
 *
 * <p>A module that returns several tensors gives them as one row, one behind the other; {@link
 * ModuleOutput}s take them out again.
 *
 * @param file the file itself
 * @param inputs the shapes it was examined with
 * @param learned its parameters with their values in the file; suffixes are {@code state_dict}
 *     names. Parameters that are one tensor under several names are here once, under the first
 * @param kept its buffers that a training pass changes, such as running means, likewise
 * @param outputs the shapes it returns
 * @param draws whether it draws random numbers in training, as dropout does
 */
public record TorchScript(
    ModuleFile file,
    List<Shape> inputs,
    List<ParameterSpec> learned,
    List<ParameterSpec> kept,
    List<Shape> outputs,
    boolean draws)
    implements LayerSpec {
  /** No key in YAML: {@code model.torchscript} stands in place of the layers. */
  public static final List<LayerType> TYPES = List.of();

  /** The key under {@code model} that names the file. */
  public static final String KEY = "torchscript";

  /** The layer's name, unless an output has a name of its own. */
  private static final String NAME = "module";

  /** Copies the lists. */
  public TorchScript {
    inputs = List.copyOf(inputs);
    learned = List.copyOf(learned);
    kept = List.copyOf(kept);
    outputs = List.copyOf(outputs);
  }

  @Override
  public String kind() {
    return KEY;
  }

  @Override
  public Map<String, Object> options() {
    return Map.of();
  }

  @Override
  public Shape outputShape(List<Shape> given) {
    if (!given.equals(inputs)) {
      throw new ShapeException(
          "was examined with inputs " + Merging.listed(inputs) + ", but gets " + given,
          "Read the file again");
    }
    return outputs.size() == 1 ? outputs.get(0) : Shape.of(width(outputs));
  }

  private static int width(List<Shape> shapes) {
    return Math.toIntExact(shapes.stream().mapToLong(Shape::elements).sum());
  }

  @Override
  public List<ParameterSpec> parameters(List<Shape> given) {
    return learned;
  }

  @Override
  public List<ParameterSpec> statistics(List<Shape> given) {
    return kept;
  }

  /** Returns the module's own name for a tensor, so that its {@code state_dict} has it too. */
  @Override
  public String tensorName(String layer, String suffix) {
    return suffix;
  }

  /**
   * Returns the description of a network that is this module alone.
   *
   * @param networkInputs in the order of the arguments of {@code forward}
   * @param named in the order in which it returns them; an only one may have an empty layer name
   * @throws TrainingException ({@link ErrorCode#CONFIGURATION}) if it returns more or fewer
   */
  public ModelSpec spec(List<ModelInput> networkInputs, List<ModelOutput> named) {
    if (named.size() != outputs.size()) {
      throw TrainingException.of(
          ErrorCode.CONFIGURATION,
          "model.outputs",
          "there are "
              + named.size()
              + ", but the module returns "
              + outputs.size()
              + (outputs.size() == 1 ? " tensor" : " tensors"),
          "Name each tensor in the order in which forward returns them: outputs: [{layer: a}, …]");
    }
    List<String> reads = networkInputs.stream().map(ModelInput::name).toList();
    if (outputs.size() == 1) {
      ModelOutput only = named.get(0);
      String name = only.layer().isEmpty() ? NAME : only.layer();
      ModelOutput output = new ModelOutput(name, only.loss(), only.weight(), only.label());
      return new ModelSpec(
          networkInputs, List.of(new NamedLayer(name, reads, this)), List.of(output));
    }
    List<NamedLayer> layers = new ArrayList<>();
    layers.add(new NamedLayer(NAME, reads, this));
    for (int i = 0; i < outputs.size(); i++) {
      ModuleOutput part = new ModuleOutput(width(outputs.subList(0, i)), outputs.get(i));
      layers.add(new NamedLayer(named.get(i).layer(), List.of(NAME), part));
    }
    return new ModelSpec(networkInputs, layers, named);
  }

  /** Returns the module that a description consists of, or null if it is made of layers. */
  public static @Nullable TorchScript in(ModelSpec spec) {
    boolean module = !spec.layers().isEmpty() && spec.layers().get(0).spec() instanceof TorchScript;
    return module ? (TorchScript) spec.layers().get(0).spec() : null;
  }
}
