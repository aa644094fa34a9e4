package io.github.bellows.common.metric;

import io.github.bellows.common.loss.Loss;
import java.util.List;

/** What an output of a network is measured by: decided by its loss and its label alone. */
public enum Measure {
  /**
   * A class per sample: {@link ClassificationSums}. The largest output wins; one alone means the
   * second class if positive. A label that is a vector of probabilities counts as its largest.
   */
  CLASSES(Metric.OF_CLASSIFICATION),
  /** A class per place: {@link MaskSums}. */
  MASKS(Metric.OF_MASKS),
  /**
   * Several answers yes or no: {@link MultiLabelSums}. The answer is yes if the output, a logit or
   * score, is positive, which for a logit is a probability above 0.5.
   */
  ANSWERS(Metric.OF_CLASSIFICATION),
  /** Numbers, near or far: {@link RegressionSums}. */
  VALUES(Metric.OF_REGRESSION);

  @SuppressWarnings("ImmutableEnumChecker") // an unmodifiable list
  private final List<Metric> metrics;

  Measure(List<Metric> metrics) {
    this.metrics = metrics;
  }

  /** What a label is, as far as measuring goes. */
  public enum Target {
    /** A class index. */
    CLASS,
    /** A class index per place. */
    MASK,
    /** One number or several. */
    NUMBERS,
    /** The sample's own features. */
    FEATURES
  }

  /** Returns what an output trained with a loss for a label is measured by. */
  public static Measure of(Loss loss, Target target) {
    return switch (target) {
      case CLASS -> CLASSES;
      case MASK -> MASKS;
      case FEATURES -> VALUES;
      case NUMBERS ->
          switch (loss.prediction()) {
            case CLASSES -> CLASSES;
            case PROBABILITIES, SCORES -> ANSWERS;
            case VALUES -> VALUES;
          };
    };
  }

  /** Returns its figures. */
  public List<Metric> metrics() {
    return metrics;
  }
}
