package io.github.bellows.common.optim;

import io.github.bellows.common.schedule.Schedule;

/**
 * Plain gradient descent: {@code p −= lr · g}. No slots.
 *
 * @param learningRate lr by step
 * @param regularization what pulls parameters towards zero
 */
public record Sgd(Schedule learningRate, Regularization regularization) implements OptimizerSpec {
  @Override
  public String kind() {
    return "sgd";
  }

  @Override
  public Sgd resolve(long stepsPerEpoch) {
    return new Sgd(learningRate.resolve(stepsPerEpoch), regularization);
  }

  @Override
  public Optimizer optimizer() {
    return new ElementWise(learningRate, regularization, 0, this::apply);
  }

  private void apply(ElementWise.Block block, double rate, long step) {
    float[] p = block.parameters();
    float[] gradient = block.gradient();
    int shift = block.shift();
    int to = block.to();
    float lr = (float) rate;
    float l2 = (float) regularization.l2();
    float kept = ElementWise.kept(regularization, rate);
    for (int i = block.from(); i < to; i++) {
      float g = gradient[i - shift] + l2 * p[i];
      p[i] = p[i] * kept - lr * g;
    }
  }
}
