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
    return new Update(this);
  }

  private record Update(Momentum spec) implements Optimizer {
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
        parameters[i] = p * kept - lr * velocity;
      }
    }
  }
}
