package io.github.bellows.worker.engine.torch;

import io.github.bellows.common.model.LpPool;
import io.github.bellows.common.model.Window;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** {@link LpPool} by {@code avg_pool} of the powers. */
record TorchLpPool(LpPool spec) implements TorchLayer.Unary {
  @Override
  public Tensor forward(Tensor input, TorchPass pass) {
    boolean squares = spec.p() == 2;
    Tensor powers = squares ? input.square() : input.abs().pow(new Scalar(spec.p()));
    Tensor sums = average(powers).mul(new Scalar((double) spec.window().kernel().product()));
    // The root's slope at 0 is infinite, and infinite times 0 is NaN: neither may enter the graph,
    // so the root is taken of 1 there and its result replaced.
    Tensor none = sums.lt(new Scalar((double) Float.MIN_NORMAL));
    Tensor positive = torch.where(none, new Scalar(1.0), sums);
    return torch.where(none, new Scalar(0.0), positive.pow(new Scalar(1 / spec.p())));
  }

  private Tensor average(Tensor powers) {
    Window window = spec.window();
    long[] kernel = window.kernel().toLongs();
    long[] stride = window.stride().toLongs();
    long[] padding = window.padding().before().toLongs();
    return window.dimensions() == 1
        ? torch.avg_pool1d(powers, kernel, stride, padding, false, true)
        : torch.avg_pool2d(powers, kernel, stride, padding, false, true, new LongOptional());
  }
}
