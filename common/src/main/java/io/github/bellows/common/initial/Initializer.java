package io.github.bellows.common.initial;

import io.github.bellows.common.random.SeededRandom;
import java.io.Serializable;

/**
 * A rule for the first values of one parameter. Pure in (spec, generator): the same seed makes the
 * same bits on every machine.
 */
public sealed interface Initializer extends Serializable
    permits Zeros,
        Constant,
        Uniform,
        Normal,
        ScaledNormal,
        GlorotUniform,
        GlorotNormal,
        HeUniform,
        HeNormal,
        LecunNormal,
        Orthogonal,
        PerGate,
        Stored {

  /** Returns the initializer's key in YAML. */
  String kind();

  /** Writes the first values of a block of a flat vector; the rest of the vector stays. */
  void fill(float[] target, Block block, SeededRandom random);
}
