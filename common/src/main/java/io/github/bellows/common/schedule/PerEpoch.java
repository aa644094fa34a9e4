package io.github.bellows.common.schedule;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A schedule that changes once an epoch: {@code perEpoch.valueAt(⌊step / stepsPerEpoch⌋)}, as a
 * PyTorch scheduler stepped at the end of each epoch.
 *
 * @param perEpoch takes the epoch, from 0, where other schedules take the step
 * @param stepsPerEpoch updates in one epoch, at least 1
 */
public record PerEpoch(Schedule perEpoch, long stepsPerEpoch) implements Schedule {
  /** Checks the length and that epochs are counted once. */
  public PerEpoch {
    Checks.atLeastOne("stepsPerEpoch", stepsPerEpoch);
    Checks.countsNoEpochs("perEpoch", perEpoch);
  }

  @Override
  public double valueAt(long step) {
    return perEpoch.valueAt(step / stepsPerEpoch);
  }

  @Override
  public double valueAt(long step, double reduction) {
    return perEpoch.valueAt(step / stepsPerEpoch, reduction);
  }

  @Override
  public double highest() {
    return perEpoch.highest();
  }

  @Override
  public @Nullable Plateau plateauAt(long step) {
    return perEpoch.plateauAt(step / stepsPerEpoch);
  }

  @Override
  public long warmup() {
    return Math.multiplyExact(perEpoch.warmup(), stepsPerEpoch);
  }

  @Override
  public List<Long> boundaries() {
    return perEpoch.boundaries().stream()
        .map(epoch -> Math.multiplyExact(epoch, stepsPerEpoch))
        .toList();
  }

  @Override
  public List<Plateau> plateaus() {
    return perEpoch.plateaus();
  }
}
