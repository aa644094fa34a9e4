package io.github.bellows.worker.engine.torch;

import io.github.bellows.common.model.Concat;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

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

  /** Returns the product of the inputs, multiplied in their order. */
  static Tensor multiply(List<Tensor> inputs, TorchPass pass) {
    Tensor product = inputs.get(0);
    for (Tensor input : inputs.subList(1, inputs.size())) {
      product = product.mul(input);
    }
    return product;
  }

  /** Returns the inputs one behind the other. */
  static Tensor concat(Concat spec, List<Tensor> inputs) {
    int rank = (int) inputs.get(0).dim() - 1; // without the samples, which concat does not count
    return torch.cat(new TensorVector(inputs.toArray(Tensor[]::new)), spec.dimensionOf(rank));
  }
}
