package io.github.bellows.common.model;

import java.io.Serializable;

/**
 * An input of a network.
 *
 * @param name what layers call it; {@link #DEFAULT} if it is the only one and was given no name
 * @param shape of one sample
 * @param variableLength whether samples may end before the last of the steps, its first size
 */
public record ModelInput(String name, Shape shape, boolean variableLength) implements Serializable {
  /** The name of an only input. */
  public static final String DEFAULT = "input";

  /** Checks the name. */
  public ModelInput {
    NamedLayer.checkName(name);
  }

  /** Returns an only input whose samples are all of full length. */
  public static ModelInput only(Shape shape) {
    return new ModelInput(DEFAULT, shape, false);
  }
}
