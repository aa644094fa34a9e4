package io.github.bellows.common.optim;

/**
 * Pulls parameters towards zero, in three ways that may be combined.
 *
 * <p>Reference: Loshchilov, Hutter, "Decoupled Weight Decay Regularization", ICLR 2019, algorithms
 * 1 and 2: {@code l2} is their pink term, {@code weightDecay} their green one, scaled by the
 * learning rate as in PyTorch's AdamW.
 *
 * @param l1 adds {@code l1 · sign(p)} to the gradient, sign(0) being 0
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
}
