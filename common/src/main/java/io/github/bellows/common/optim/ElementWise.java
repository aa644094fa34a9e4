package io.github.bellows.common.optim;

import io.github.bellows.common.schedule.Schedule;
import java.util.Objects;

/**
 * The part every optimizer has in common: checks, the learning rate of the step, and l1, which has
 * a pass of its own so that the loops of the {@linkplain Rule rules} stay free of branches and the
 * compiler turns them into vector instructions.
 */
record ElementWise(Schedule learningRate, Regularization regularization, int slots, Rule rule)
    implements Optimizer {
  /** Elements whose l1 gradient is made at once: small enough to stay in the first-level cache. */
  private static final int CHUNK = 1024;

  /** The loop of one optimizer over one block of elements. */
  interface Rule {
    /**
     * Writes the block's parameters and slots. Does what l2 and weight decay ask, not l1.
     *
     * @param rate learning rate of this step
     * @param step updates already applied
     */
    void apply(Block block, double rate, long step);
  }

  /**
   * Elements {@code [from, to)} of {@code parameters} and of each slot; the gradient of element i
   * is at {@code gradient[i − shift]}.
   */
  record Block(
      float[] parameters, float[] gradient, int shift, float[][] slots, int from, int to) {}

  @Override
  public void update(
      float[] parameters, float[] gradient, float[][] slots, int from, int to, long step) {
    check(parameters, gradient, slots, from, to);
    double rate = learningRate.valueAt(step);
    if (regularization.l1() == 0) {
      rule.apply(new Block(parameters, gradient, 0, slots, from, to), rate, step);
      return;
    }
    float l1 = (float) regularization.l1();
    float[] penalized = new float[Math.min(CHUNK, to - from)];
    for (int start = from; start < to; ) {
      int end = start + Math.min(CHUNK, to - start);
      for (int i = start; i < end; i++) {
        penalized[i - start] = gradient[i] + l1 * Math.signum(parameters[i]);
      }
      rule.apply(new Block(parameters, penalized, start, slots, start, end), rate, step);
      start = end;
    }
  }

  private void check(float[] parameters, float[] gradient, float[][] arrays, int from, int to) {
    if (arrays.length != slots) {
      throw new IllegalArgumentException(
          "slots = " + arrays.length + ": must be " + slots + " for this optimizer");
    }
    Objects.checkFromToIndex(from, to, parameters.length);
    Objects.checkFromToIndex(from, to, gradient.length);
    for (float[] slot : arrays) {
      Objects.checkFromToIndex(from, to, slot.length);
    }
  }

  /** Returns the factor that decoupled weight decay puts on a parameter; exactly 1 without it. */
  static float kept(Regularization regularization, double rate) {
    return (float) (1 - rate * regularization.weightDecay());
  }
}
