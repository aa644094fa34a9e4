package io.github.bellows.common.model;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A whole network of Deeplearning4j, its loss included, as one layer: for networks that have no
 * equal in layers of ours.
 *
 * @param file the configuration as JSON in UTF-8
 * @param graph whether that is a {@code ComputationGraphConfiguration}, not a {@code
 *     MultiLayerConfiguration}
 * @param inputs shapes in Deeplearning4j's order of dimensions, as all shapes here
 * @param learned what its updaters change by gradients, in its order
 * @param kept what a training pass changes otherwise, such as running means, and what is frozen
 * @param outputs the shapes of what it is compared with
 */
public record Dl4jModule(
    ModuleFile file,
    boolean graph,
    List<Shape> inputs,
    List<Part> learned,
    List<Part> kept,
    List<Shape> outputs)
    implements WholeNetwork {
  /** No key in YAML that can be read: a module is made of objects. */
  public static final List<LayerType> TYPES = List.of();

  /** What stands under {@code model} in place of layers. */
  public static final String KEY = "dl4jModule";

  /** The file's name in a model directory. */
  private static final String FILE = "network.json";

  /** Copies the lists. */
  public Dl4jModule {
    inputs = List.copyOf(inputs);
    learned = List.copyOf(learned);
    kept = List.copyOf(kept);
    outputs = List.copyOf(outputs);
  }

  /**
   * A tensor of the module.
   *
   * @param spec its name, such as {@code layer0.W}, and its shape with the last dimension fastest
   * @param offset its first element among all parameters of the module
   * @param summed whether its gradient is a sum over the samples; else it is what one batch takes
   *     from the value, however many samples it has
   */
  public record Part(ParameterSpec spec, int offset, boolean summed) implements Serializable {}

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
        "has inputs " + Merging.listed(inputs) + ", but gets " + Merging.listed(given),
        "Give it what it was made for");
  }

  @Override
  public List<ParameterSpec> parameters(List<Shape> given) {
    return learned.stream().map(Part::spec).toList();
  }

  @Override
  public List<ParameterSpec> statistics(List<Shape> given) {
    return kept.stream().map(Part::spec).toList();
  }

  /** Returns all tensors, in the order of the flat vector of a network that is this module. */
  public List<Part> parts() {
    List<Part> parts = new ArrayList<>(learned);
    parts.addAll(kept);
    return parts;
  }

  /** Returns the module that a description consists of, or null if it is none of these. */
  public static @Nullable Dl4jModule in(ModelSpec spec) {
    return WholeNetwork.in(spec) instanceof Dl4jModule module ? module : null;
  }
}
