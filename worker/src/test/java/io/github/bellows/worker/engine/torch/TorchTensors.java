package io.github.bellows.worker.engine.torch;

import io.github.bellows.common.model.Network;
import io.github.bellows.common.model.ParameterLayout;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** Tensors of tests, to and from arrays. */
final class TorchTensors {
  private TorchTensors() {}

  /** Returns a network's first parameters as leaves. */
  static List<Tensor> leaves(Network network, long seed) {
    return leaves(network, network.initialParameters(seed));
  }

  /** Returns parameters as leaves. */
  static List<Tensor> leaves(Network network, float[] values) {
    return network.layout().learnedEntries().stream().map(entry -> leaf(values, entry)).toList();
  }

  private static Tensor leaf(float[] values, ParameterLayout.Entry entry) {
    float[] own = Arrays.copyOfRange(values, entry.offset(), entry.end());
    return Tensor.create(own, entry.spec().shape().toLongs()).set_requires_grad(true);
  }

  /** Returns the elements of an fp32 tensor. */
  static float[] values(Tensor tensor) {
    float[] values = new float[Math.toIntExact(tensor.numel())];
    tensor.contiguous().data_ptr_float().get(values);
    return values;
  }

  /** Returns the gradients of fp32 leaves, one after the other. */
  static float[] gradients(List<Tensor> leaves) {
    Tensor[] parts = leaves.stream().map(leaf -> leaf.grad().flatten()).toArray(Tensor[]::new);
    return values(torch.cat(new TensorVector(parts)));
  }
}
