package io.github.bellows.common.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A whole network in a file of another library's, as one layer. Says what a network must know of it
 * without the library that runs it.
 *
 * <p>One with several outputs gives them as one row, one behind the other; {@link ModuleOutput}s
 * take them out again.
 */
public sealed interface WholeNetwork extends LayerSpec permits TorchScript, Dl4jModule {
  /** The layer's name, unless an output has a name of its own. */
  String NAME = "module";

  /** Returns the file itself. */
  ModuleFile file();

  /** Returns the file's name in a model directory. */
  String fileName();

  /** Returns the shapes of the inputs that it takes, and no others. */
  List<Shape> inputs();

  /** Returns the shapes of what it makes. */
  List<Shape> outputs();

  /** Returns what is wrong with inputs of other shapes. */
  ShapeException refusal(List<Shape> given);

  /** Returns none: the file says them. */
  @Override
  default Map<String, Object> options() {
    return Map.of();
  }

  @Override
  default Shape outputShape(List<Shape> given) {
    if (!given.equals(inputs())) {
      throw refusal(given);
    }
    return outputs().size() == 1 ? outputs().get(0) : Shape.of(width(outputs()));
  }

  private static int width(List<Shape> shapes) {
    return Math.toIntExact(shapes.stream().mapToLong(Shape::elements).sum());
  }

  /** Returns the file's own name for a tensor, which that of the layer is no part of. */
  @Override
  default String tensorName(String layer, String suffix) {
    return suffix;
  }

  /**
   * Returns the description of a network that is this one alone.
   *
   * @param networkInputs in the order in which it takes them
   * @param named in the order in which it makes them
   */
  default ModelSpec spec(List<ModelInput> networkInputs, List<ModelOutput> named) {
    List<String> reads = networkInputs.stream().map(ModelInput::name).toList();
    if (outputs().size() == 1) {
      NamedLayer only = new NamedLayer(named.get(0).layer(), reads, this);
      return new ModelSpec(networkInputs, List.of(only), named);
    }
    List<NamedLayer> layers = new ArrayList<>();
    layers.add(new NamedLayer(NAME, reads, this));
    for (int i = 0; i < outputs().size(); i++) {
      ModuleOutput part = new ModuleOutput(width(outputs().subList(0, i)), outputs().get(i));
      layers.add(new NamedLayer(named.get(i).layer(), List.of(NAME), part));
    }
    return new ModelSpec(networkInputs, layers, named);
  }

  /** Returns the file that a description consists of, or null if it is made of layers. */
  static @Nullable WholeNetwork in(ModelSpec spec) {
    return !spec.layers().isEmpty() && spec.layers().get(0).spec() instanceof WholeNetwork whole
        ? whole
        : null;
  }
}
