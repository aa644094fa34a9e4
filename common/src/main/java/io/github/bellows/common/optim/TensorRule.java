package io.github.bellows.common.optim;

import java.io.Serializable;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How an optimizer treats one tensor of the flat vector.
 *
 * @param from the tensor's first element
 * @param to the element behind its last
 * @param learningRateFactor multiplies the learning rate, positive and finite
 * @param weight whether it is a weight, not a bias or a parameter of a normalization
 * @param frozen whether it stays as it is
 * @param own what pulls it towards zero, in place of the optimizer's; null for that
 */
public record TensorRule(
    int from,
    int to,
    double learningRateFactor,
    boolean weight,
    boolean frozen,
    @Nullable Regularization own)
    implements Serializable {
  /** Checks the range and the factor. */
  public TensorRule {
    if (from < 0 || to < from) {
      throw new IllegalArgumentException("from = " + from + ": must be in [0, " + to + "]");
    }
    if (!(learningRateFactor > 0 && learningRateFactor < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "learningRateFactor = " + learningRateFactor + ": must be positive and finite");
    }
  }

  /** Creates the rule of a tensor that is pulled as the optimizer says. */
  public TensorRule(int from, int to, double learningRateFactor, boolean weight, boolean frozen) {
    this(from, to, learningRateFactor, weight, frozen, null);
  }

  /** Returns the rule of a vector of weights without options. */
  public static TensorRule plain(int length) {
    return new TensorRule(0, length, 1, true, false);
  }

  /** Returns what pulls the tensor towards zero. */
  Regularization regularization(OptimizerSpec spec) {
    return own == null ? spec.regularization() : own;
  }

  /** Returns whether one update fits both, side by side. */
  boolean treatedLike(TensorRule other) {
    return learningRateFactor == other.learningRateFactor
        && weight == other.weight
        && frozen == other.frozen
        && Objects.equals(own, other.own);
  }
}
