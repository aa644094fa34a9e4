package io.github.bellows.driver.dl4j.translation;

import org.nd4j.linalg.api.ndarray.INDArray;

/** How a tensor of ours is made of those that a layer of theirs has. */
@FunctionalInterface
interface TheirTensors {
  /**
   * Returns our tensor, elements in the order of ours.
   *
   * @param table their tensors
   */
  INDArray ours(Table table);

  /** Returns what their values are of ours. */
  default Scale scale() {
    return Scale.SAME;
  }

  /** What a value of theirs is of ours. */
  enum Scale {
    /** The same. */
    SAME,
    /** The logarithm, to the base 10, of its root: of a deviation where ours is a variance. */
    LOG_OF_ROOT;

    /** Returns our value of theirs. */
    float ours(float theirs) {
      return this == SAME ? theirs : (float) Math.pow(10, 2.0 * theirs);
    }

    /** Returns their value of ours. */
    float theirs(float ours) {
      return this == SAME ? ours : (float) (Math.log10(ours) / 2);
    }
  }

  /** Returns the tensor of a name, as it is. */
  static TheirTensors same(String name) {
    return table -> table.get(name);
  }

  /** Returns the variances to the logarithms of deviations of a name. */
  static TheirTensors ofLogarithms(String name) {
    return new TheirTensors() {
      @Override
      public INDArray ours(Table table) {
        return table.get(name);
      }

      @Override
      public Scale scale() {
        return Scale.LOG_OF_ROOT;
      }
    };
  }

  /** Returns a matrix of a name, turned: theirs are [inputs, outputs], ours [outputs, inputs]. */
  static TheirTensors turned(String name) {
    return table -> table.get(name).transpose();
  }
}
