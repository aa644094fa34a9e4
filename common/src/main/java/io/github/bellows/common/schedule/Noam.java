package io.github.bellows.common.schedule;

import java.util.List;

/**
 * A linear rise and a fall with the inverse root: {@code peak · min((step + 1) / warmup, √(warmup /
 * (step + 1)))}, at its peak on step {@code warmup − 1}. PyTorch has none.
 *
 * <p>Reference: Vaswani, Shazeer, Parmar, Uszkoreit, Jones, Gomez, Kaiser, Polosukhin, "Attention
 * Is All You Need", NIPS 2017, equation 3, which counts steps from 1: it is this with {@code peak =
 * 1 / √(d · warmup)} for a model of dimension d; d = 512 and {@code warmup} 4000 make 0.000699.
 *
 * @param peak highest value, finite and not negative
 * @param warmup steps of the rise, at least 1
 */
public record Noam(double peak, long warmup) implements Schedule {
  /** Checks both numbers. */
  public Noam {
    Checks.rate("peak", peak);
    Checks.atLeastOne("warmup", warmup);
  }

  @Override
  public double valueAt(long step) {
    double part = (step + 1.0) / warmup;
    return peak * Math.min(part, Math.sqrt(1 / part));
  }

  @Override
  public double highest() {
    return peak;
  }

  @Override
  public List<Long> boundaries() {
    return List.of(warmup);
  }
}
