package io.github.bellows.common.optim;

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
 *     before the update and leaves the gradient alone; PyTorch's {@code weight_decay} in AdamW
 */
public record Regularization(double l1, double l2, double weightDecay) {
  /** None of the three. */
  public static final Regularization NONE = new Regularization(0, 0, 0);

  /** Checks that all three are finite and not negative. */
  public Regularization {
    Checks.penalty("l1", l1);
    Checks.penalty("l2", l2);
    Checks.penalty("weightDecay", weightDecay);
  }

  /**
   * Returns {@code g + l2 · p + l1 · sign(p)}.
   *
   * <p>The sign is a product clamped to [−1, 1], exact for every p that is not subnormal: the
   * compiler makes vector instructions of it, which it does not of {@link Math#signum} or of a
   * branch.
   */
  static float penalized(float g, float p, float l1, float l2) {
    return g + l2 * p + l1 * Math.max(-1f, Math.min(1f, p * 0x1p126f));
  }

  /** Returns the factor that decoupled weight decay puts on a parameter; exactly 1 without it. */
  float kept(double rate) {
    return (float) (1 - rate * weightDecay);
  }
}
