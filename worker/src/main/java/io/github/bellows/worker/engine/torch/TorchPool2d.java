package io.github.bellows.worker.engine.torch;

import static io.github.bellows.worker.engine.torch.TorchConv2d.pair;

import io.github.bellows.common.model.Pool2d;
import io.github.bellows.common.model.Window2d;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** {@link Pool2d} by {@code max_pool2d} and {@code avg_pool2d}. */
record TorchPool2d(Pool2d spec) implements TorchLayer {
  @Override
  public Tensor forward(Tensor input, TorchPass pass) {
    Window2d window = spec.window();
    long[] kernel = pair(window.kernel());
    long[] stride = pair(window.stride());
    long[] padding = pair(window.padding());
    return switch (spec.reduction()) {
      case MAX -> torch.max_pool2d(input, kernel, stride, padding, pair(window.dilation()), false);
      case AVERAGE ->
          torch.avg_pool2d(input, kernel, stride, padding, false, true, new LongOptional());
    };
  }
}
