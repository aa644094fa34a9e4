package io.github.bellows.common.schedule;

/**
 * A number as a pure function of the step: the same step gives the same bits, in any order of
 * calls, on any platform. Records, validated in their constructors, equal by value.
 *
 * <p>A step counts the updates already applied, so the first update sees 0. At a boundary b the new
 * value holds for {@code step >= b}. Values are finite and not negative, in the unit of the number
 * they stand for.
 */
public sealed interface Schedule
    permits Constant, StepDecay, Exponential, Cosine, Linear, Joined, InEpochs, PerEpoch {

  /**
   * Returns the value for the update that has {@code step} updates before it.
   *
   * @param step at least 0
   * @throws IllegalStateException if a part of this schedule counts epochs and is not resolved
   */
  double valueAt(long step);

  /**
   * Returns this schedule with every part that counts epochs made to count steps; an equal schedule
   * if there is no such part.
   *
   * @param stepsPerEpoch updates in one epoch, at least 1
   */
  default Schedule resolve(long stepsPerEpoch) {
    return this;
  }
}
