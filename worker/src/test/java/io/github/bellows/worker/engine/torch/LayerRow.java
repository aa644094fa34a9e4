package io.github.bellows.worker.engine.torch;

import io.github.bellows.common.loss.MeanSquaredError;
import io.github.bellows.common.model.Activation;
import io.github.bellows.common.model.Dense;
import io.github.bellows.common.model.Flatten;
import io.github.bellows.common.model.LayerSpec;
import io.github.bellows.common.model.ModelInput;
import io.github.bellows.common.model.ModelOutput;
import io.github.bellows.common.model.ModelSpec;
import io.github.bellows.common.model.NamedLayer;
import io.github.bellows.common.model.Network;
import io.github.bellows.common.model.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * A layer on inputs, with its number of parameters counted by hand.
 *
 * @param parameters learned values
 * @param refused inputs it cannot take; empty if it takes any
 * @param indices features are whole numbers below this; 0 for real numbers
 */
public record LayerRow(
    LayerSpec spec, List<Shape> inputs, long parameters, List<Shape> refused, int indices) {
  /** Returns a layer on one input. */
  public static LayerRow of(LayerSpec spec, Shape input, long parameters) {
    return new LayerRow(spec, List.of(input), parameters, List.of(), 0);
  }

  /** Returns a layer without parameters on several inputs. */
  public static LayerRow of(LayerSpec spec, Shape... inputs) {
    return new LayerRow(spec, List.of(inputs), 0, List.of(), 0);
  }

  /** Returns the same row with inputs that the layer cannot take. */
  public LayerRow refusing(Shape... shapes) {
    return new LayerRow(spec, inputs, parameters, List.of(shapes), indices);
  }

  /** Returns the same row on whole numbers in [0, {@code below}). */
  public LayerRow ofIndices(int below) {
    return new LayerRow(spec, inputs, parameters, refused, below);
  }

  /** Returns a network of this layer, flattened into a dense head of two units. */
  public Network network() {
    List<ModelInput> given = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      given.add(new ModelInput("in" + i, inputs.get(i), false));
    }
    List<String> names = given.stream().map(ModelInput::name).toList();
    List<NamedLayer> layers =
        List.of(
            new NamedLayer("tested", names, spec),
            new NamedLayer("flat", List.of(), new Flatten()),
            new NamedLayer("head", List.of(), new Dense(2, true, new Activation.Identity())));
    return Network.of(
        new ModelSpec(
            given, layers, List.of(new ModelOutput("head", new MeanSquaredError(), 1, null))));
  }

  @Override
  public String toString() {
    return spec + " on " + inputs;
  }
}
