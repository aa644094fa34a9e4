package io.github.bellows.worker.engine.torch;

import io.github.bellows.common.model.Conv;
import io.github.bellows.common.model.Padding;
import io.github.bellows.common.model.Window;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** {@link Conv} by {@code conv1d}, {@code conv2d} and {@code conv3d}. */
record TorchConv(Conv spec, List<Tensor> leaves) implements TorchLayer.Unary {
  @Override
  public Tensor forward(Tensor input, TorchPass pass) {
    Window window = spec.window();
    Padding padding = window.padding();
    Tensor padded = padding.isSymmetric() ? input : padBehind(input, padding);
    Tensor weight = leaves.get(0);
    TensorOptional bias = spec.bias() ? new TensorOptional(leaves.get(1)) : new TensorOptional();
    long[] stride = window.stride().toLongs();
    long[] before = padding.before().toLongs();
    long[] dilation = window.dilation().toLongs();
    long groups = spec.groups();
    Tensor output =
        switch (window.dimensions()) {
          case 1 -> torch.conv1d(padded, weight, bias, stride, before, dilation, groups);
          case 2 -> torch.conv2d(padded, weight, bias, stride, before, dilation, groups);
          default -> torch.conv3d(padded, weight, bias, stride, before, dilation, groups);
        };
    return TorchActivations.apply(spec.activation(), output);
  }

  /** Adds the zeros behind the input that exceed those in front of it. */
  private static Tensor padBehind(Tensor input, Padding padding) {
    int dimensions = padding.before().dimensions();
    long[] zeros = new long[2 * dimensions]; // pairs, the last dimension first
    for (int d = 0; d < dimensions; d++) {
      zeros[2 * (dimensions - 1 - d) + 1] =
          (long) padding.after().size(d) - padding.before().size(d);
    }
    return torch.constant_pad_nd(input, zeros, new Scalar(0f));
  }
}
