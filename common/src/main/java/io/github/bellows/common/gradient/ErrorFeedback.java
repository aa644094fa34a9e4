package io.github.bellows.common.gradient;

/**
 * Rounding to {@link BFloat16} that loses nothing in the long run: what one rounding leaves behind
 * is added before the next. Each element by itself, in fp32.
 *
 * <p>Reference: Seide, Fu, Droppo, Li, Yu, "1-bit stochastic gradient descent and its application
 * to data-parallel distributed training of speech DNNs", Interspeech 2014, section 2; Karimireddy,
 * Rebjock, Stich, Jaggi, "Error feedback fixes SignSGD and other gradient compression schemes",
 * ICML 2019, algorithm 2.
 */
public final class ErrorFeedback {
  private ErrorFeedback() {}

  /**
   * Rounds the elements [0, count) of a stretch of a gradient's sum in place, and keeps the error:
   * with the sum g over samples of weight w, and the residual e, s = g + w · e, r = bf16(s) takes
   * the place of g, and (s − r) / w that of e. The residual is that of a mean, since it joins sums
   * of other weights: what a long batch leaves would be too much for a short one. Where it would be
   * infinite or NaN it becomes 0: an error that is no number would never leave.
   *
   * @param residual as long as the whole gradient
   * @param from the element of the residual that belongs to the first of the stretch
   * @param weight w, positive
   */
  public static void round(float[] gradient, float[] residual, int from, int count, float weight) {
    for (int i = 0; i < count; i++) {
      float sum = gradient[i] + weight * residual[from + i];
      float rounded = BFloat16.round(sum);
      float left = (sum - rounded) / weight;
      gradient[i] = rounded;
      residual[from + i] = Float.isFinite(left) ? left : 0f;
    }
  }

  /**
   * Lets a replica follow parameters over the elements [from, to), in place, and writes the bits of
   * its moves: with the parameter p and the replica q, d = bf16(p − q) and q = q + d. What a move
   * leaves of p − q is part of the next, and its error is relative to the move, not to p.
   *
   * @param parameters begin with the element {@code origin}, as do the moves; the replica with 0
   */
  public static void follow(
      float[] parameters, float[] replica, short[] moves, int origin, int from, int to) {
    for (int i = from; i < to; i++) {
      short move = BFloat16.bits(parameters[i - origin] - replica[i]);
      moves[i - origin] = move;
      replica[i] += BFloat16.value(move);
    }
  }
}
