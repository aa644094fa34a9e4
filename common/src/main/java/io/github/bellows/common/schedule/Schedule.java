package io.github.bellows.common.schedule;

import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A number as a pure function of the step: the same step gives the same bits, in any order of
 * calls, on any platform. Records, validated in their constructors, equal by value.
 *
 * <p>A step counts the updates already applied, so the first update sees 0. At a boundary b the new
 * value holds for {@code step >= b}. Values are finite and not negative, in the unit of the number
 * they stand for.
 */
public sealed interface Schedule extends Serializable
    permits Constant,
        StepDecay,
        MultiStep,
        Exponential,
        InverseTime,
        Polynomial,
        Linear,
        Cosine,
        CosineRestarts,
        Cyclic,
        OneCycle,
        Sigmoid,
        Noam,
        Values,
        Plateau,
        Joined,
        InEpochs,
        PerEpoch {

  /**
   * Returns the value for the update that has {@code step} updates before it.
   *
   * @param step at least 0
   * @throws IllegalStateException if a part of this schedule counts epochs and is not resolved
   */
  double valueAt(long step);

  /**
   * Returns the value where {@linkplain Plateau plateaus} have lowered theirs: a plateau's times
   * {@code reduction}, any other schedule's as it is.
   *
   * @param reduction factor in (0, 1], 1 for none
   */
  default double valueAt(long step, double reduction) {
    return valueAt(step);
  }

  /** Returns a number that no value exceeds; the greatest value where that is easy to tell. */
  double highest();

  /** Returns the plateau that rules at a step, null if none does. */
  default @Nullable Plateau plateauAt(long step) {
    return null;
  }

  /** Returns all plateaus in this schedule. */
  default List<Plateau> plateaus() {
    return List.of();
  }

  /**
   * Returns how many steps this schedule rises at its start, before its next part begins: its
   * warm-up; 0 if it has none. A run that is shorter never reaches the value that was asked for.
   *
   * @throws IllegalStateException if the first part counts epochs and is not resolved
   */
  default long warmup() {
    return 0;
  }

  /**
   * Returns the first steps of all parts but the first, ascending; none if there is one part only.
   *
   * @throws IllegalStateException if a part of this schedule counts epochs and is not resolved
   */
  default List<Long> boundaries() {
    return List.of();
  }

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
