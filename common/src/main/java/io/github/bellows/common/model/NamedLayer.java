package io.github.bellows.common.model;

import java.io.Serializable;
import java.util.List;

/**
 * A layer at its place in a network.
 *
 * @param name unique within the network; the prefix of its parameters' names
 * @param inputs names of the layers or network inputs it reads; empty means the layer above, or the
 *     network's first input for the first
 * @param spec the layer's options
 */
public record NamedLayer(String name, List<String> inputs, LayerSpec spec) implements Serializable {
  /** Copies the list and checks the name. */
  public NamedLayer {
    inputs = List.copyOf(inputs);
    checkName(name);
  }

  static void checkName(String name) {
    if (!name.matches("[A-Za-z_][A-Za-z0-9_]*")) {
      throw new IllegalArgumentException(
          "name = " + name + ": must be letters, digits and _, and start with a letter");
    }
  }
}
