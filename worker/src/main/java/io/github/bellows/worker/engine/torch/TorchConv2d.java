package io.github.bellows.worker.engine.torch;

import io.github.bellows.common.model.Conv2d;
import io.github.bellows.common.model.Window2d;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** {@link Conv2d} by {@code conv2d}. */
record TorchConv2d(Conv2d spec, List<Tensor> leaves) implements TorchLayer {
  @Override
  public Tensor forward(Tensor input, TorchPass pass) {
    TensorOptional bias = spec.bias() ? new TensorOptional(leaves.get(1)) : new TensorOptional();
    Window2d window = spec.window();
    Tensor output =
        torch.conv2d(
            input,
            leaves.get(0),
            bias,
            pair(window.stride()),
            pair(window.padding()),
            pair(window.dilation()),
            1);
    return TorchLayers.activate(spec.activation(), output);
  }

  /** Returns height and width as libtorch takes them. */
  static long[] pair(Window2d.Pair pair) {
    return new long[] {pair.height(), pair.width()};
  }
}
