package io.github.bellows.common.config;

import java.util.List;

/**
 * How features are scaled, in fp32, when a worker reads them: {@code (x − subtract) / divide}, and
 * what comes of that, by channel, {@code (x − mean) / deviation}.
 *
 * @param subtract taken from every feature; 0 by default
 * @param divide divides every feature, not 0; 1 by default
 * @param standardize if not {@code NO}, figures of the training data take the place of all numbers
 * @param mean of each channel, or of no one: 0
 * @param deviation of each channel, or of no one: 1; all above 0
 */
public record ScaleConfig(
    double subtract,
    double divide,
    Standardize standardize,
    List<Double> mean,
    List<Double> deviation) {
  /** Whose mean and standard deviation over the training data scale a feature. */
  public enum Standardize {
    /** No one's. */
    NO,
    /** The feature's own. */
    FEATURES,
    /** Those of all features of its channel, the first dimension of a sample. */
    CHANNELS
  }

  /** Copies the lists and checks their lengths. */
  public ScaleConfig {
    mean = List.copyOf(mean);
    deviation = List.copyOf(deviation);
    if (!mean.isEmpty() && !deviation.isEmpty() && mean.size() != deviation.size()) {
      throw new IllegalArgumentException(
          "deviation = " + deviation + ": must have as many numbers as the mean, " + mean);
    }
  }

  /** Creates a scaling that is the same for all channels. */
  public ScaleConfig(double subtract, double divide, boolean standardize) {
    this(
        subtract,
        divide,
        standardize ? Standardize.FEATURES : Standardize.NO,
        List.of(),
        List.of());
  }

  /** Returns the scaling by two numbers. */
  public static ScaleConfig of(double subtract, double divide) {
    return new ScaleConfig(subtract, divide, false);
  }

  /** Returns how many channels have numbers of their own; 0 if all are scaled by the same. */
  public int channels() {
    return Math.max(mean.size(), deviation.size());
  }

  /** As it was before channels had numbers of their own, as long as they have none. */
  @Override
  public String toString() {
    String numbers = "ScaleConfig[subtract=" + subtract + ", divide=" + divide + ", standardize=";
    return channels() == 0 && standardize != Standardize.CHANNELS
        ? numbers + (standardize == Standardize.FEATURES) + "]"
        : numbers + standardize + ", mean=" + mean + ", deviation=" + deviation + "]";
  }
}
