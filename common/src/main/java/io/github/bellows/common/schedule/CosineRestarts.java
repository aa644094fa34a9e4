package io.github.bellows.common.schedule;

/**
 * Half cosines one after the other, each of which starts again from its peak: cycle i is {@code
 * period · multiplier^i} steps long and runs from {@code max(from · peakDecay^i, to)} towards
 * {@code to}, which it would reach on the first step of the next cycle. With {@code peakDecay} 1,
 * PyTorch's {@code CosineAnnealingWarmRestarts}.
 *
 * <p>Reference: Loshchilov, Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts", ICLR
 * 2017, equation 5 with T₀ and T_mult; its section 5 names decaying peaks as an open question.
 *
 * @param from peak of the first cycle, finite and not negative
 * @param to where every cycle leads, in [0, from]
 * @param period length of the first cycle, at least 1
 * @param multiplier length of a cycle over that of the one before, at least 1
 * @param peakDecay peak of a cycle over that of the one before, in (0, 1]
 */
public record CosineRestarts(double from, double to, long period, long multiplier, double peakDecay)
    implements Schedule {
  /** Checks the five numbers. */
  public CosineRestarts {
    Checks.rate("from", from);
    Checks.inside("to", to, to >= 0 && to <= from, "[0, from], and from is " + from);
    Checks.atLeastOne("period", period);
    Checks.atLeastOne("multiplier", multiplier);
    Checks.factor("peakDecay", peakDecay);
  }

  @Override
  public double valueAt(long step) {
    // Equal cycles are counted at once: a loop over them would take as long as the run.
    long cycle = multiplier == 1 ? step / period : 0;
    long inCycle = multiplier == 1 ? step % period : step;
    long length = period;
    while (inCycle >= length) {
      inCycle -= length;
      length = length > Long.MAX_VALUE / multiplier ? Long.MAX_VALUE : length * multiplier;
      cycle++;
    }
    double peak = Math.max(from * StrictMath.pow(peakDecay, (double) cycle), to);
    return Curve.HALF_WAVE.at(peak, to, inCycle, length);
  }

  @Override
  public double highest() {
    return from;
  }
}
