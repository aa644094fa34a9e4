package io.github.bellows.common.schedule;

import java.util.List;

/**
 * A schedule written in epochs ({@code unit: epochs}), before the number of steps in an epoch is
 * known. It has no values yet: {@link #resolve} makes the {@link PerEpoch} that does.
 *
 * @param perEpoch takes the epoch, from 0, where other schedules take the step
 */
public record InEpochs(Schedule perEpoch) implements Schedule {
  /** Checks that epochs are counted once. */
  public InEpochs {
    Checks.countsNoEpochs("perEpoch", perEpoch);
  }

  /**
   * Never returns.
   *
   * @throws IllegalStateException always
   */
  @Override
  public double valueAt(long step) {
    throw unresolved();
  }

  @Override
  public double highest() {
    return perEpoch.highest();
  }

  /**
   * Never returns.
   *
   * @throws IllegalStateException always
   */
  @Override
  public long warmup() {
    throw unresolved();
  }

  /**
   * Never returns.
   *
   * @throws IllegalStateException always
   */
  @Override
  public List<Long> boundaries() {
    throw unresolved();
  }

  private IllegalStateException unresolved() {
    return new IllegalStateException(
        this + ": has no value at a step until it is resolved with the steps of an epoch");
  }

  @Override
  public Schedule resolve(long stepsPerEpoch) {
    return new PerEpoch(perEpoch, stepsPerEpoch);
  }

  @Override
  public List<Plateau> plateaus() {
    return perEpoch.plateaus();
  }
}
