package io.github.bellows.worker.engine.torch;

import io.github.bellows.common.model.GlobalPool;
import io.github.bellows.common.model.Shape;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * {@link GlobalPool}: the maximum by {@code max_pool} with a window as large as the input, so that
 * of equal elements one gets the gradient, as in other max pooling; the average by {@code mean}.
 *
 * @param input the shape of one sample
 */
record TorchGlobalPool(GlobalPool spec, Shape input) implements TorchLayer.Unary {
  @Override
  public Tensor forward(Tensor values, TorchPass pass) {
    return switch (spec.reduction()) {
      case MAX -> largest(values).flatten(1, -1);
      case AVERAGE -> values.mean(LongStream.range(2, input.rank() + 1L).toArray());
    };
  }

  private Tensor largest(Tensor values) {
    long[] all = IntStream.range(1, input.rank()).mapToLong(input::size).toArray();
    return switch (all.length) {
      case 1 -> torch.max_pool1d(values, all);
      case 2 -> torch.max_pool2d(values, all);
      default -> torch.max_pool3d(values, all);
    };
  }
}
