package io.github.bellows.common.optim;

import io.github.bellows.common.schedule.Schedule;

/**
 * Gradient descent with Nesterov's momentum: {@code v = μ · v + g}, then {@code p −= lr · (g + μ ·
 * v)}. One slot: v. PyTorch's SGD with {@code nesterov=True}.
 *
 * <p>Reference: Sutskever, Martens, Dahl, Hinton, "On the importance of initialization and momentum
 * in deep learning", ICML 2013, equations 3 and 4, with the parameters read at the looked-ahead
 * point.
 *
 * @param learningRate lr by step
 * @param momentum μ, in [0, 1); by default {@link Momentum#DEFAULT_MOMENTUM}
 * @param regularization what pulls parameters towards zero
 */
public record Nesterov(Schedule learningRate, double momentum, Regularization regularization)
    implements OptimizerSpec {
  /** Checks μ. */
  public Nesterov {
    Checks.belowOne("momentum", momentum);
  }

  @Override
  public String kind() {
    return "nesterov";
  }

  @Override
  public Nesterov resolve(long stepsPerEpoch) {
    return new Nesterov(learningRate.resolve(stepsPerEpoch), momentum, regularization);
  }

  @Override
  public Optimizer optimizer() {
    return new ElementWise(learningRate, regularization, 1, this::apply);
  }

  private void apply(ElementWise.Block block, double rate, long step) {
    float[] p = block.parameters();
    float[] gradient = block.gradient();
    float[] v = block.slots()[0];
    int shift = block.shift();
    int to = block.to();
    float lr = (float) rate;
    float mu = (float) momentum;
    float l2 = (float) regularization.l2();
    float kept = ElementWise.kept(regularization, rate);
    for (int i = block.from(); i < to; i++) {
      float g = gradient[i - shift] + l2 * p[i];
      float velocity = mu * v[i] + g;
      v[i] = velocity;
      p[i] = p[i] * kept - lr * (g + mu * velocity);
    }
  }
}
