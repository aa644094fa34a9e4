package io.github.bellows.common.optim;

import io.github.bellows.common.schedule.Schedule;

/**
 * Gradient descent with momentum: {@code v = μ · v + g}, then {@code p −= lr · v}. One slot: v. No
 * dampening; the learning rate is outside v, as in PyTorch's SGD.
 *
 * <p>Reference: Polyak, "Some methods of speeding up the convergence of iteration methods", USSR
 * Computational Mathematics and Mathematical Physics 4(5), 1964.
 *
 * @param learningRate lr by step
 * @param momentum μ, in [0, 1)
 * @param regularization what pulls parameters towards zero
 */
public record Momentum(Schedule learningRate, double momentum, Regularization regularization)
    implements OptimizerSpec {
  /** The μ that most published recipes use; also Nesterov's. */
  public static final double DEFAULT_MOMENTUM = 0.9;

  /** Checks μ. */
  public Momentum {
    Checks.belowOne("momentum", momentum);
  }

  @Override
  public String kind() {
    return "momentum";
  }

  @Override
  public Momentum resolve(long stepsPerEpoch) {
    return new Momentum(learningRate.resolve(stepsPerEpoch), momentum, regularization);
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
      float velocity = mu * v[i] + (gradient[i - shift] + l2 * p[i]);
      v[i] = velocity;
      p[i] = p[i] * kept - lr * velocity;
    }
  }
}
