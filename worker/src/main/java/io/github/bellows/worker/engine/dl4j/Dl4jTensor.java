package io.github.bellows.worker.engine.dl4j;

import io.github.bellows.common.model.ParameterLayout;
import java.util.function.UnaryOperator;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * How one of our tensors, or a part of it, lies in one of Deeplearning4j's.
 *
 * @param entry our tensor
 * @param vertex the vertex that has theirs
 * @param key their name for it within the vertex
 * @param ours the part as a view of our tensor, which has the spec's shape
 * @param theirs the same elements as a view of their tensor
 * @param added whether ours is added to what already lies there: where they have one bias and we
 *     have two, whose gradients are the same
 */
record Dl4jTensor(
    ParameterLayout.Entry entry,
    String vertex,
    String key,
    UnaryOperator<INDArray> ours,
    UnaryOperator<INDArray> theirs,
    boolean added) {
  /** Creates one where only our view differs. */
  static Dl4jTensor of(
      ParameterLayout.Entry entry, String vertex, String key, UnaryOperator<INDArray> ours) {
    return new Dl4jTensor(entry, vertex, key, ours, theirs -> theirs, false);
  }

  /** Creates one for a vector, whose elements theirs has in one row. */
  static Dl4jTensor row(ParameterLayout.Entry entry, String vertex, String key) {
    return new Dl4jTensor(
        entry, vertex, key, ours -> ours, theirs -> theirs.reshape(theirs.length()), false);
  }
}
