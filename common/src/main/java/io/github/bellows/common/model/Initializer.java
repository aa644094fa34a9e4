package io.github.bellows.common.model;

import io.github.bellows.common.random.SeededRandom;

/**
 * A rule for the first values of a parameter. Pure in (spec, generator): the same seed makes the
 * same bits on every machine.
 */
public sealed interface Initializer {
  /**
   * Writes the first values of one parameter into {@code target[from..to)}.
   *
   * @param fanIn inputs that feed one output: input units, or input channels × kernel elements
   * @param fanOut outputs fed by one input
   */
  void fill(float[] target, int from, int to, long fanIn, long fanOut, SeededRandom random);

  /** All zeros: biases. */
  record Zeros() implements Initializer {
    @Override
    public void fill(
        float[] target, int from, int to, long fanIn, long fanOut, SeededRandom random) {
      java.util.Arrays.fill(target, from, to, 0f);
    }
  }

  /**
   * Uniform in ±√(6 / (fanIn + fanOut)).
   *
   * <p>Reference: Glorot, Bengio, "Understanding the difficulty of training deep feedforward neural
   * networks", AISTATS 2010, equation 16.
   */
  record GlorotUniform() implements Initializer {
    @Override
    public void fill(
        float[] target, int from, int to, long fanIn, long fanOut, SeededRandom random) {
      uniform(target, from, to, Math.sqrt(6.0 / (fanIn + fanOut)), random);
    }
  }

  /**
   * Uniform in ±√(6 / ((1 + slope²) · fanIn)), for layers before a rectifier of that negative
   * slope.
   *
   * <p>Reference: He, Zhang, Ren, Sun, "Delving Deep into Rectifiers", ICCV 2015, equation 15.
   */
  record HeUniform(double slope) implements Initializer {
    @Override
    public void fill(
        float[] target, int from, int to, long fanIn, long fanOut, SeededRandom random) {
      uniform(target, from, to, Math.sqrt(6.0 / ((1 + slope * slope) * fanIn)), random);
    }
  }

  private static void uniform(float[] target, int from, int to, double bound, SeededRandom random) {
    for (int i = from; i < to; i++) {
      target[i] = (float) random.uniform(-bound, bound);
    }
  }
}
