package io.github.bellows.driver.dl4j.translation;

import java.util.Map;
import java.util.function.Consumer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The tensors of a layer of theirs.
 *
 * @param tensors by their names within the layer
 * @param asked is told of each name that is asked for
 */
record Table(Map<String, INDArray> tensors, Consumer<String> asked) {
  /** Creates a table of which nobody wants to know what is read. */
  Table(Map<String, INDArray> tensors) {
    this(tensors, name -> {});
  }

  /**
   * Returns a tensor.
   *
   * @throws IllegalStateException if the layer has none of that name
   */
  INDArray get(String name) {
    asked.accept(name);
    INDArray tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalStateException(name + ": the layer has only " + tensors.keySet());
    }
    return tensor;
  }
}
