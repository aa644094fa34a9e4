package io.github.bellows.common.model;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A whole network in a TorchScript file, as one layer.
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
    implements WholeNetwork {
  /** No key in YAML: {@code model.torchscript} stands in place of the layers. */
  public static final List<LayerType> TYPES = List.of();

  /** The key under {@code model} that names the file. */
  public static final String KEY = "torchscript";

  /** The file's name in a model directory. */
  public static final String FILE = "module.pt";

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
  public String fileName() {
    return FILE;
  }

  @Override
  public ShapeException refusal(List<Shape> given) {
    return new ShapeException(
        "was examined with inputs " + Merging.listed(inputs) + ", but gets " + given,
        "Read the file again");
  }

  @Override
  public List<ParameterSpec> parameters(List<Shape> given) {
    return learned;
  }

  @Override
  public List<ParameterSpec> statistics(List<Shape> given) {
    return kept;
  }

  /**
   * Returns the description of a network that is this module alone.
   *
   * @param networkInputs in the order of the arguments of {@code forward}
   * @param named in the order in which it returns them; an only one may have an empty layer name
   * @throws TrainingException ({@link ErrorCode#CONFIGURATION}) if it returns more or fewer
   */
  @Override
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
    return WholeNetwork.super.spec(
        networkInputs, named.size() == 1 ? List.of(withName(named.get(0))) : named);
  }

  private static ModelOutput withName(ModelOutput only) {
    String name = only.layer().isEmpty() ? NAME : only.layer();
    return new ModelOutput(name, only.loss(), only.weight(), only.label());
  }

  /** Returns the module that a description consists of, or null if it is made of layers. */
  public static @Nullable TorchScript in(ModelSpec spec) {
    return WholeNetwork.in(spec) instanceof TorchScript module ? module : null;
  }
}
