package io.github.bellows.common.optim;

import io.github.bellows.common.schedule.Joined;
import io.github.bellows.common.schedule.Schedule;
import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An average of the parameters along the way of training, kept beside them: {@code a += w · (p −
 * a)} with a weight w that depends on how many have been taken in. The first takes its place whole.
 *
 * <p>Parameters are taken in after {@code start + every}, {@code start + 2 · every}, … updates.
 */
public sealed interface WeightAverage extends Serializable permits Ema, Swa {
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
   * Returns this average counted in steps.
   *
   * @param unit steps of one unit of {@link #start} and {@link #every}
   * @param stepsPerEpoch resolves the learning rate
   */
  WeightAverage resolve(long unit, long stepsPerEpoch);

  /**
   * Takes the elements [from, to) of the parameters into the average, in place.
   *
   * @param average fp32; of any content if the weight is 1
   * @param parameters fp32
   * @param weight {@link #weight}, in [0, 1]
   */
  static void take(float[] average, float[] parameters, int from, int to, double weight) {
    if (weight == 1) {
      System.arraycopy(parameters, from, average, from, to - from);
      return;
    }
    float share = (float) weight;
    for (int i = from; i < to; i++) {
      average[i] += share * (parameters[i] - average[i]);
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
