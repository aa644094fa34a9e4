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
    return new Update(this);
  }

  private record Update(Sgd spec) implements Optimizer {
    @Override
    public int slots() {
      return 0;
    }

    @Override
    public void update(
        float[] parameters, float[] gradient, float[][] slots, int from, int to, long step) {
      Checks.slots(slots(), slots);
      Checks.range(from, to, parameters, gradient);
      Checks.range(from, to, slots);
      double rate = spec.learningRate.valueAt(step);
      float lr = (float) rate;
      float l1 = (float) spec.regularization.l1();
      float l2 = (float) spec.regularization.l2();
      float kept = spec.regularization.kept(rate);
      for (int i = from; i < to; i++) {
        float p = parameters[i];
        float g = Regularization.penalized(gradient[i], p, l1, l2);
        parameters[i] = p * kept - lr * g;
      }
    }
  }
}
