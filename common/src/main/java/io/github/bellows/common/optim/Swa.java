package io.github.bellows.common.optim;

import io.github.bellows.common.schedule.Schedule;
import org.jspecify.annotations.Nullable;

/**
 * Stochastic weight averaging: the mean of the parameters at the ends of cycles, during which the
 * learning rate is held or goes up and down; PyTorch's {@code AveragedModel} and {@code SWALR}.
 *
 * <p>Reference: Izmailov, Podoprikhin, Garipov, Vetrov, Wilson, "Averaging Weights Leads to Wider
 * Optima and Better Generalization", UAI 2018, algorithm 1.
 *
 * @param start updates before the first cycle, at least 0
 * @param every updates of a cycle, at least 1
 * @param learningRate lr from {@code start} on, counted from there; null to keep the optimizer's
 */
public record Swa(long start, long every, @Nullable Schedule learningRate)
    implements WeightAverage {
  /** Checks the period. */
  public Swa {
    Checks.period(start, every);
  }

  @Override
  public String kind() {
    return "swa";
  }

  @Override
  public Swa resolve(long unit, long stepsPerEpoch) {
    return new Swa(
        Math.multiplyExact(start, unit),
        Math.multiplyExact(every, unit),
        learningRate == null ? null : learningRate.resolve(stepsPerEpoch));
  }

  @Override
  public double weight(long taken) {
    return 1.0 / (taken + 1);
  }
}
