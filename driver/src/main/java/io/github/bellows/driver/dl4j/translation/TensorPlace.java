package io.github.bellows.driver.dl4j.translation;

import io.github.bellows.driver.dl4j.network.TheirNetwork;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Where a tensor of ours comes from.
 *
 * @param tensor its name in the flat vector, such as {@code dense1.weight}
 * @param node the node of theirs that has it
 * @param theirs how it is made; null for one that they lack, which is zeros and stays so
 */
record TensorPlace(String tensor, String node, @Nullable TheirTensors theirs) {
  /** Returns the names of the tensors it is made of, within their layer. */
  Set<String> keys(TheirNetwork network) {
    Set<String> read = new LinkedHashSet<>();
    if (theirs != null) {
      Map<String, INDArray> all = network.table(node);
      INDArray unused = theirs.ours(new Table(all, read::add));
    }
    return read;
  }
}
