package io.github.bellows.common.optim;

/** The sign of a number, as vector instructions. */
final class Sign {
  private static final float LARGE = 0x1p126f;

  private Sign() {}

  /**
   * Returns −1, 0 or 1; for a subnormal x a number between; NaN for NaN.
   *
   * <p>A product clamped to [−1, 1]: the compiler makes vector instructions of it, which it does
   * not of {@link Math#signum} or of a branch.
   */
  static float of(float x) {
    return Math.max(-1f, Math.min(1f, x * LARGE));
  }
}
