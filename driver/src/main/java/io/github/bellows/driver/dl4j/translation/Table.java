package io.github.bellows.driver.dl4j.translation;

import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The tensors of a layer of theirs.
 *
 * @param tensors by their names within the layer
 */
record Table(Map<String, INDArray> tensors) {
  /**
   * Returns a tensor.
   *
   * @throws IllegalStateException if the layer has none of that name
   */
  INDArray get(String name) {
    INDArray tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalStateException(name + ": the layer has only " + tensors.keySet());
    }
    return tensor;
  }
}
