package io.github.bellows.common.loss;

/**
 * The error of a margin, by the label:
 *
 * <ul>
 *   <li>one of C classes and C outputs: Σ_{c ≠ y} max(0, 1 − x_y + x_c) / C, PyTorch's {@code
 *       multi_margin_loss}
 *   <li>one of two classes and one output: max(0, 1 − t·x), t = −1 for the first class, 1 for the
 *       second
 *   <li>numbers t, −1 or 1: the mean over the outputs of max(0, 1 − t·x)
 * </ul>
 *
 * <p>Reference: Crammer, Singer, "On the Algorithmic Implementation of Multiclass Kernel-based
 * Vector Machines", JMLR 2, 2001.
 */
public record Hinge() implements Loss {
  @Override
  public String kind() {
    return "hinge";
  }

  @Override
  public Prediction prediction() {
    return Prediction.SCORES;
  }
}
