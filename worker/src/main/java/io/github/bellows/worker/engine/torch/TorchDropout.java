package io.github.bellows.worker.engine.torch;

import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Dropout with masks from the engine's own generator.
 *
 * @param rate probability of a zero
 * @param index the layer's place in the network
 */
record TorchDropout(double rate, int index) implements TorchLayer.Unary {
  @Override
  public Tensor forward(Tensor input, TorchPass pass) {
    if (!pass.training() || rate == 0) {
      return input;
    }
    return masked(input, rate, pass.generatorFor(index));
  }

  /**
   * Returns a tensor with elements set to zero at random, and the others times 1 / (1 − rate).
   *
   * @param rate probability of a zero, in (0, 1)
   * @param generator decides which
   */
  static Tensor masked(Tensor input, double rate, Generator generator) {
    Tensor mask =
        torch
            .empty_like(input)
            .bernoulli_(1 - rate, new GeneratorOptional(generator))
            .div_(new Scalar(1 - rate));
    return input.mul(mask);
  }
}
