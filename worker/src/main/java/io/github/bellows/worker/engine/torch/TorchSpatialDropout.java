package io.github.bellows.worker.engine.torch;

import java.util.Arrays;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Dropout of whole channels with masks from the engine's own generator.
 *
 * @param rate probability of a zero
 * @param index the layer's place in the network
 */
record TorchSpatialDropout(double rate, int index) implements TorchLayer.Unary {
  @Override
  public Tensor forward(Tensor input, TorchPass pass) {
    if (!pass.training() || rate == 0) {
      return input;
    }
    long[] sizes = new long[(int) input.dim()];
    Arrays.fill(sizes, 1);
    sizes[0] = input.size(0);
    sizes[1] = input.size(1);
    Tensor mask =
        input
            .new_empty(sizes)
            .bernoulli_(1 - rate, new GeneratorOptional(pass.generatorFor(index)))
            .div_(new Scalar(1 - rate));
    return input.mul(mask);
  }
}
