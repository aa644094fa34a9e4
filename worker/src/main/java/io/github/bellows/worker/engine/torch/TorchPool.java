package io.github.bellows.worker.engine.torch;

import io.github.bellows.common.model.Pool;
import io.github.bellows.common.model.Window;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** {@link Pool} by {@code max_pool} and {@code avg_pool}. */
record TorchPool(Pool spec) implements TorchLayer.Unary {
  @Override
  public Tensor forward(Tensor input, TorchPass pass) {
    return switch (spec.reduction()) {
      case MAX -> largest(input);
      case AVERAGE -> average(input);
    };
  }

  private Tensor largest(Tensor input) {
    Window window = spec.window();
    long[] kernel = window.kernel().toLongs();
    long[] stride = window.stride().toLongs();
    long[] padding = window.padding().before().toLongs();
    long[] dilation = window.dilation().toLongs();
    return switch (window.dimensions()) {
      case 1 -> torch.max_pool1d(input, kernel, stride, padding, dilation, false);
      case 2 -> torch.max_pool2d(input, kernel, stride, padding, dilation, false);
      default -> torch.max_pool3d(input, kernel, stride, padding, dilation, false);
    };
  }

  private Tensor average(Tensor input) {
    Window window = spec.window();
    long[] kernel = window.kernel().toLongs();
    long[] stride = window.stride().toLongs();
    long[] padding = window.padding().before().toLongs();
    LongOptional divisor = new LongOptional();
    return switch (window.dimensions()) {
      case 1 -> torch.avg_pool1d(input, kernel, stride, padding, false, true);
      case 2 -> torch.avg_pool2d(input, kernel, stride, padding, false, true, divisor);
      default -> {
        Tensor padded = padded(input, padding);
        yield torch.avg_pool3d(padded, kernel, stride, new long[3], false, true, divisor);
      }
    };
  }

  /** Returns a volume with its zeros: avg_pool3d refuses a kernel that fits only with padding. */
  private static Tensor padded(Tensor volume, long[] padding) {
    long[] pairs = {padding[2], padding[2], padding[1], padding[1], padding[0], padding[0]};
    return LongStream.of(padding).allMatch(size -> size == 0)
        ? volume
        : torch.constant_pad_nd(volume, pairs, new Scalar(0f));
  }
}
