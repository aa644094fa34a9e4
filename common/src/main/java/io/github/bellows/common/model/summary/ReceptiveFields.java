package io.github.bellows.common.model.summary;

import io.github.bellows.common.model.Dense;
import io.github.bellows.common.model.LayerSpec;
import io.github.bellows.common.model.ModelInput;
import io.github.bellows.common.model.Network;
import io.github.bellows.common.model.Permute;
import io.github.bellows.common.model.Recurrent;
import io.github.bellows.common.model.Reshape;
import io.github.bellows.common.model.Shape;
import io.github.bellows.common.model.UnaryLayer;
import io.github.bellows.common.model.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The receptive fields of a network's values. A value has one as long as every layer on the way
 * from the inputs slides a window or keeps each place apart from the others; behind a layer that
 * reads everything, a step after another, or elements in another order it has none. Fields of
 * different inputs are laid above each other.
 */
final class ReceptiveFields {
  private final List<Optional<ReceptiveField>> values = new ArrayList<>();

  private ReceptiveFields() {}

  /** Returns the field of each value of a network. */
  static List<Optional<ReceptiveField>> of(Network network) {
    ReceptiveFields fields = new ReceptiveFields();
    for (ModelInput input : network.spec().inputs()) {
      int dimensions = input.shape().rank() - 1;
      fields.values.add(
          dimensions == 0 ? Optional.empty() : Optional.of(ReceptiveField.ofInput(dimensions)));
    }
    for (Network.Node node : network.nodes()) {
      fields.values.add(fields.of(node));
    }
    return fields.values;
  }

  private Optional<ReceptiveField> of(Network.Node node) {
    Optional<Window> window = window(node);
    if (window.isPresent()) {
      return values.get(node.sources().get(0)).map(field -> field.through(window.get()));
    }
    if (!keepsPlaces(node)) {
      return Optional.empty();
    }
    Optional<ReceptiveField> union = values.get(node.sources().get(0));
    for (int source : node.sources()) {
      Optional<ReceptiveField> field = values.get(source);
      union = union.flatMap(known -> field.flatMap(known::and));
    }
    return union;
  }

  /** Returns the window that a layer slides over its one input. */
  static Optional<Window> window(Network.Node node) {
    return node.layer().spec() instanceof UnaryLayer unary
        ? unary.receptiveWindow()
        : Optional.empty();
  }

  /** Returns whether a layer without a window makes each place of its output of that place. */
  private static boolean keepsPlaces(Network.Node node) {
    LayerSpec spec = node.layer().spec();
    boolean moves =
        spec instanceof Dense
            || spec instanceof Permute
            || spec instanceof Recurrent
            || spec instanceof Reshape;
    return !moves
        && node.inputs().stream().allMatch(input -> space(input).equals(space(node.output())));
  }

  private static List<Integer> space(Shape shape) {
    return shape.sizes().subList(1, shape.rank());
  }
}
