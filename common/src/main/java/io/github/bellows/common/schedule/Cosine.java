package io.github.bellows.common.schedule;

/**
 * Half a cosine: {@code to + (from − to) · (1 + cos(π · step / steps)) / 2} before {@code steps},
 * and {@code to} from there on. PyTorch's {@code CosineAnnealingLR} up to {@code T_max}; beyond it
 * PyTorch climbs again and this does not.
 *
 * <p>Reference: Loshchilov, Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts", ICLR
 * 2017, equation 5, without restarts.
 *
 * @param from value at step 0, finite and not negative
 * @param to value at step {@code steps} and later, finite and not negative
 * @param steps length of the half wave, at least 1
 */
public record Cosine(double from, double to, long steps) implements Schedule {
  /** Checks the three numbers. */
  public Cosine {
    Checks.rate("from", from);
    Checks.rate("to", to);
    Checks.atLeastOne("steps", steps);
  }

  /**
   * Returns a schedule of {@code steps} steps in all: a warm-up of {@code warmup} steps towards
   * {@code from}, then half a cosine over the {@code steps − warmup} that remain.
   *
   * @param warmup in [0, steps); 0 for none
   * @see Joined#warmup
   */
  public static Schedule withWarmup(double from, double to, long steps, long warmup) {
    Checks.atLeastOne("steps", steps);
    return Joined.warmupWithin(steps, warmup, rest -> new Cosine(from, to, rest));
  }

  @Override
  public double valueAt(long step) {
    if (step >= steps) {
      return to;
    }
    return Curve.HALF_WAVE.at(from, to, step, steps);
  }

  @Override
  public double highest() {
    return Math.max(from, to);
  }
}
