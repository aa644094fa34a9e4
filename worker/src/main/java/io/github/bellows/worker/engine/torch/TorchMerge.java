package io.github.bellows.worker.engine.torch;

import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** Layers with several inputs. */
final class TorchMerge {
  private TorchMerge() {}

  /** Returns the sum of the inputs, added in their order. */
  static Tensor add(List<Tensor> inputs, TorchPass pass) {
    Tensor sum = inputs.get(0);
    for (Tensor input : inputs.subList(1, inputs.size())) {
      sum = sum.add(input);
    }
    return sum;
  }
}
