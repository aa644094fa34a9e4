package io.github.bellows.worker.engine.torch;

import io.github.bellows.common.model.ConvTranspose;
import io.github.bellows.common.model.Window;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** {@link ConvTranspose} by {@code conv_transpose1d}, {@code 2d} and {@code 3d}. */
record TorchConvTranspose(ConvTranspose spec, List<Tensor> leaves) implements TorchLayer.Unary {
  @Override
  public Tensor forward(Tensor input, TorchPass pass) {
    Window window = spec.window().window();
    Tensor weight = leaves.get(0);
    TensorOptional bias = spec.bias() ? new TensorOptional(leaves.get(1)) : new TensorOptional();
    long[] stride = window.stride().toLongs();
    long[] padding = window.padding().before().toLongs();
    long[] added = spec.window().outputPadding().toLongs();
    long[] dilation = window.dilation().toLongs();
    long groups = spec.groups();
    Tensor output =
        switch (window.dimensions()) {
          case 1 ->
              torch.conv_transpose1d(input, weight, bias, stride, padding, added, groups, dilation);
          case 2 ->
              torch.conv_transpose2d(input, weight, bias, stride, padding, added, groups, dilation);
          default ->
              torch.conv_transpose3d(input, weight, bias, stride, padding, added, groups, dilation);
        };
    return TorchActivations.apply(spec.activation(), output);
  }
}
