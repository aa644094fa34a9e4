package io.github.bellows.common.gradient;

import java.io.Serializable;

/**
 * Limits on the mean gradient, applied in this order: the whole vector is scaled to at most {@code
 * norm}, then the part of each layer to at most {@code layerNorm}, then each element is cut to
 * ±{@code value}.
 *
 * <p>A scale is min(1, limit / (‖g‖ + 10⁻⁶)), as in PyTorch's {@code clip_grad_norm_}.
 *
 * <p>Reference: Pascanu, Mikolov, Bengio, "On the difficulty of training recurrent neural
 * networks", ICML 2013, algorithm 1.
 *
 * @param norm largest Euclidean norm of the whole, positive; infinite for none
 * @param layerNorm largest Euclidean norm of a layer's part, positive; infinite for none
 * @param value largest magnitude of an element, positive; infinite for none
 */
public record Clipping(double norm, double layerNorm, double value) implements Serializable {
  /** No limits. */
  public static final Clipping NONE =
      new Clipping(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);

  private static final double NORM_EPSILON = 1e-6;

  /** Checks the limits. */
  public Clipping {
    check("norm", norm);
    check("layerNorm", layerNorm);
    check("value", value);
  }

  private static void check(String option, double limit) {
    if (!(limit > 0)) {
      throw new IllegalArgumentException(option + " = " + limit + ": must be positive");
    }
  }

  /** Returns the factor for a gradient of this norm; 1 if it is short enough. */
  public float scale(double gradientNorm) {
    return scale(norm, gradientNorm);
  }

  /** Returns the factor for a layer's part of this norm; 1 if it is short enough. */
  public float layerScale(double layerNorm) {
    return scale(this.layerNorm, layerNorm);
  }

  private static float scale(double limit, double norm) {
    return (float) Math.min(1, limit / (norm + NORM_EPSILON));
  }

  /** Returns whether the norms of the layers have to be measured. */
  public boolean byLayer() {
    return layerNorm != Double.POSITIVE_INFINITY;
  }

  /** Returns whether a norm has to be known before anything is clipped. */
  public boolean byNorm() {
    return norm != Double.POSITIVE_INFINITY || byLayer();
  }

  /** Multiplies the elements [from, to) by a scale, in place. */
  public static void scale(float[] gradient, int from, int to, float scale) {
    if (scale != 1f) {
      for (int i = from; i < to; i++) {
        gradient[i] *= scale;
      }
    }
  }

  /** Cuts the elements [from, to) in place. */
  public void cut(float[] gradient, int from, int to) {
    if (value != Double.POSITIVE_INFINITY) {
      float limit = (float) value;
      for (int i = from; i < to; i++) {
        gradient[i] = Math.max(-limit, Math.min(limit, gradient[i]));
      }
    }
  }
}
