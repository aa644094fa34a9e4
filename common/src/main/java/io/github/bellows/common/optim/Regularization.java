package io.github.bellows.common.optim;

import io.github.bellows.common.schedule.Constant;
import io.github.bellows.common.schedule.Schedule;
import java.io.Serializable;

/**
 * Pulls parameters towards zero, in three ways that may be combined.
 *
 * <p>Reference: Loshchilov, Hutter, "Decoupled Weight Decay Regularization", ICLR 2019, algorithms
 * 1 and 2: {@code l2} is their pink term, {@code weightDecay} their green one, scaled by the
 * learning rate as in PyTorch's AdamW.
 *
 * @param l1 adds {@code l1 · sign(p)} to the gradient; sign(0) is 0
 * @param l2 adds {@code l2 · p} to the gradient; PyTorch's {@code weight_decay} in SGD and Adam
 * @param weightDecay decoupled: takes {@code learningRate · weightDecay · p} from the parameter
 *     before the update and leaves the gradient alone; PyTorch's {@code weight_decay} in AdamW; by
 *     step
 * @param scope which tensors it pulls
 */
public record Regularization(double l1, double l2, Schedule weightDecay, Scope scope)
    implements Serializable {
  /** None of the three. */
  public static final Regularization NONE = of(0, 0, 0);

  /** Which tensors are pulled towards zero. */
  public enum Scope {
    /** All of them. */
    ALL,
    /** All but biases and the parameters of normalizations. */
    WEIGHTS;

    boolean includes(boolean weight) {
      return weight || this == ALL;
    }
  }

  /** Checks that both penalties are finite and not negative, and that the decay has no plateau. */
  public Regularization {
    Checks.notNegative("l1", l1);
    Checks.notNegative("l2", l2);
    Checks.noPlateau("weightDecay", weightDecay);
  }

  /** Returns constant regularization of all tensors. */
  public static Regularization of(double l1, double l2, double weightDecay) {
    Checks.notNegative("weightDecay", weightDecay);
    return new Regularization(l1, l2, new Constant(weightDecay), Scope.ALL);
  }

  /** Returns this with its schedule resolved. */
  Regularization resolve(long stepsPerEpoch) {
    return new Regularization(l1, l2, weightDecay.resolve(stepsPerEpoch), scope);
  }

  /** Returns the weight decay of a tensor at a step. */
  double weightDecayAt(long step, boolean weight) {
    return scope.includes(weight) ? weightDecay.valueAt(step) : 0;
  }

  /**
   * Adds {@code l2 · p + l1 · sign(p)} to the gradient of a tensor's elements [from, to), in place.
   */
  void penalize(boolean weight, float[] parameters, float[] gradient, int from, int to) {
    if (!scope.includes(weight) || (l1 == 0 && l2 == 0)) {
      return;
    }
    float first = (float) l1;
    float second = (float) l2;
    for (int i = from; i < to; i++) {
      float p = parameters[i];
      gradient[i] = gradient[i] + second * p + first * Sign.of(p);
    }
  }
}
