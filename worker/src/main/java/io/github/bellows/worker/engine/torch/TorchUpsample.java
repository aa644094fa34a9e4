package io.github.bellows.worker.engine.torch;

import io.github.bellows.common.model.Shape;
import io.github.bellows.common.model.Upsample;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * {@link Upsample} by {@code upsample_nearest2d} and {@code upsample_bilinear2d}.
 *
 * @param output the shape of one sample
 */
record TorchUpsample(Upsample spec, Shape output) implements TorchLayer.Unary {
  @Override
  public Tensor forward(Tensor input, TorchPass pass) {
    long[] size = {output.size(1), output.size(2)};
    return switch (spec.mode()) {
      case NEAREST -> torch.upsample_nearest2d(input, size);
      case BILINEAR -> torch.upsample_bilinear2d(input, size, false);
    };
  }
}
