package io.github.bellows.common.optim;

import io.github.bellows.common.schedule.Joined;
import io.github.bellows.common.schedule.Schedule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An average of the parameters along the way of training, kept beside them: {@code a += w · (p −
 * a)} with a weight w that depends on how many have been taken in. The first takes its place whole.
 *
 * <p>Parameters are taken in after {@code start + every}, {@code start + 2 · every}, … updates.
 */
public sealed interface WeightAverage permits Ema, Swa {
  /** Returns the average's key in YAML, such as {@code ema}. */
  String kind();

  /** Returns the updates before the first period. */
  long start();

  /** Returns the length of a period in updates, at least 1. */
  long every();

  /** Returns the rate that replaces the optimizer's from {@link #start} on; null for none. */
  @Nullable Schedule learningRate();

  /**
   * Returns the weight of the next parameters.
   *
   * @param taken how many have been taken in
   */
  double weight(long taken);

  /**
   * Takes the elements [from, to) of the parameters into the average, in place.
   *
   * @param average fp32; of any content if nothing has been taken in
   * @param parameters fp32
   * @param taken how many have been taken in
   */
  default void take(float[] average, float[] parameters, int from, int to, long taken) {
    if (taken == 0) {
      System.arraycopy(parameters, from, average, from, to - from);
      return;
    }
    float weight = (float) weight(taken);
    for (int i = from; i < to; i++) {
      average[i] += weight * (parameters[i] - average[i]);
    }
  }

  /** Returns whether a period ends after one of the updates (before, after]. */
  default boolean takes(long before, long after) {
    return periods(after) > periods(before);
  }

  private long periods(long updates) {
    return Math.max(0, updates - start()) / every();
  }

  /** Returns the learning rate of a run with this average. */
  default Schedule during(Schedule optimizers) {
    Schedule own = learningRate();
    if (own == null) {
      return optimizers;
    }
    return start() == 0 ? own : new Joined(List.of(optimizers, own), List.of(start()));
  }
}
