package io.github.bellows.driver.dl4j;

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

  /** Returns the tensor of a name, as it is. */
  static TheirTensors same(String name) {
    return table -> table.get(name);
  }

  /** Returns a matrix of a name, turned: theirs are [inputs, outputs], ours [outputs, inputs]. */
  static TheirTensors turned(String name) {
    return table -> table.get(name).transpose();
  }
}
