package io.github.bellows.worker.engine.torch;

import io.github.bellows.common.model.Dense;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** {@link Dense} by {@code linear}. */
record TorchDense(Dense spec, List<Tensor> leaves) implements TorchLayer.Unary {
  @Override
  public Tensor forward(Tensor input, TorchPass pass) {
    TensorOptional bias = spec.bias() ? new TensorOptional(leaves.get(1)) : new TensorOptional();
    return TorchActivations.apply(spec.activation(), torch.linear(input, leaves.get(0), bias));
  }
}
