package io.github.bellows.worker.engine.torch;

import java.util.List;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Tensor;

/**
 * Where a tensor's elements are in memory. Tensors of one place are one parameter, whatever names
 * it has: a file keeps the elements once, and loading makes a tensor of each mention.
 *
 * @param address of the first element
 * @param sizes of the tensor
 * @param strides in elements
 */
record TensorPlace(long address, List<Long> sizes, List<Long> strides) {
  static TensorPlace of(Tensor tensor) {
    if (!tensor.defined() || tensor.numel() == 0) {
      return new TensorPlace(0, List.of(), List.of());
    }
    return new TensorPlace(
        tensor.data_ptr().address(),
        LoadedModule.sizes(tensor),
        LongStream.range(0, tensor.dim()).mapToObj(tensor::stride).toList());
  }
}
