package io.github.bellows.common.metric;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The figures of an evaluation, by the names that configurations and reports use. */
public enum Metric {
  /** Weighted mean of the samples' losses. */
  LOSS("loss", true),
  /** Share of samples whose class was predicted; of places in masks, of answers to many labels. */
  ACCURACY("accuracy", false),
  /** Mean of the classes' precisions. */
  MACRO_PRECISION("macroPrecision", false),
  /** Mean of the classes' recalls. */
  MACRO_RECALL("macroRecall", false),
  /** Mean of the classes' F1 scores. */
  MACRO_F1("macroF1", false),
  /** Mean of the intersection over union of the classes that occur in masks. */
  MEAN_IOU("meanIoU", false),
  /** Mean of |predicted − target|. */
  MEAN_ABSOLUTE_ERROR("meanAbsoluteError", true),
  /** Root of the mean of (predicted − target)². */
  ROOT_MEAN_SQUARED_ERROR("rootMeanSquaredError", true),
  /** Share of the targets' variance that is explained. */
  R2("r2", false);

  /** What a classifier is measured by. */
  public static final List<Metric> OF_CLASSIFICATION =
      List.of(LOSS, ACCURACY, MACRO_PRECISION, MACRO_RECALL, MACRO_F1);

  /** What masks are measured by. */
  public static final List<Metric> OF_MASKS =
      List.of(LOSS, ACCURACY, MACRO_PRECISION, MACRO_RECALL, MACRO_F1, MEAN_IOU);

  /** What a regression is measured by. */
  public static final List<Metric> OF_REGRESSION =
      List.of(LOSS, MEAN_ABSOLUTE_ERROR, ROOT_MEAN_SQUARED_ERROR, R2);

  /** Stands between an output's name and a metric's key. */
  static final char SEPARATOR = '.';

  private final String key;
  private final boolean lowerIsBetter;

  Metric(String key, boolean lowerIsBetter) {
    this.key = key;
    this.lowerIsBetter = lowerIsBetter;
  }

  /** Returns its name in configurations and reports. */
  public String key() {
    return key;
  }

  /** Returns whether a smaller value is a better one. */
  public boolean lowerIsBetter() {
    return lowerIsBetter;
  }

  /** Returns what a metric of one of several outputs is called. */
  public static String nameOf(String output, String key) {
    return output + SEPARATOR + key;
  }

  /** Returns the metric of that name; empty if there is none. */
  public static Optional<Metric> find(String key) {
    return Arrays.stream(values()).filter(metric -> metric.key.equals(key)).findFirst();
  }
}
