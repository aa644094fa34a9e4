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
    return new Update(this);
  }

  private record Update(Nesterov spec) implements Optimizer {
    @Override
    public int slots() {
      return 1;
    }

    @Override
    public void update(
        float[] parameters, float[] gradient, float[][] slots, int from, int to, long step) {
      Checks.slots(slots(), slots);
      Checks.range(from, to, parameters, gradient);
      Checks.range(from, to, slots);
      float[] v = slots[0];
      double rate = spec.learningRate.valueAt(step);
      float lr = (float) rate;
      float mu = (float) spec.momentum;
      float l1 = (float) spec.regularization.l1();
      float l2 = (float) spec.regularization.l2();
      float kept = spec.regularization.kept(rate);
      for (int i = from; i < to; i++) {
        float p = parameters[i];
        float g = Regularization.penalized(gradient[i], p, l1, l2);
        float velocity = mu * v[i] + g;
        v[i] = velocity;
        parameters[i] = p * kept - lr * (g + mu * velocity);
      }
    }
  }
}
