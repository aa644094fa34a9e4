package io.github.bellows.common.optim;

import io.github.bellows.common.schedule.Schedule;
import org.jspecify.annotations.Nullable;

/**
 * An exponential moving average: {@code a = decay · a + (1 − decay) · p}; PyTorch's {@code
 * AveragedModel} with {@code get_ema_multi_avg_fn}.
 *
 * <p>Reference: Polyak, Juditsky, "Acceleration of Stochastic Approximation by Averaging", SIAM
 * Journal on Control and Optimization 30(4), 1992, for averaging; the exponential form is common
 * practice.
 *
 * @param decay what stays of the average, in [0, 1)
 * @param start updates before the first period, at least 0
 * @param every updates of a period, at least 1
 */
public record Ema(double decay, long start, long every) implements WeightAverage {
  /** Half of the average is younger than 700 updates. */
  public static final double DEFAULT_DECAY = 0.999;

  /** Checks the numbers. */
  public Ema {
    Checks.belowOne("decay", decay);
    Checks.period(start, every);
  }

  @Override
  public String kind() {
    return "ema";
  }

  @Override
  public @Nullable Schedule learningRate() {
    return null;
  }

  @Override
  public Ema resolve(long unit, long stepsPerEpoch) {
    return new Ema(decay, Math.multiplyExact(start, unit), Math.multiplyExact(every, unit));
  }

  @Override
  public double weight(long taken) {
    return taken == 0 ? 1 : 1 - decay;
  }
}
