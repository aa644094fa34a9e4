package io.github.bellows.common.config;

/** How numbers of a column are scaled, by figures of the training samples that have a value. */
public enum ColumnScale {
  /** As they are. */
  NONE("none"),
  /** (x − mean) / standard deviation. */
  STANDARDIZE("standardize"),
  /** (x − lowest) / (highest − lowest), which is in [0, 1] for training samples. */
  MIN_MAX("minMax"),
  /** (x − median) / (third quartile − first quartile), which outliers hardly move. */
  ROBUST("robust");

  private final String word;

  ColumnScale(String word) {
    this.word = word;
  }

  /** Returns the word in configurations. */
  public String word() {
    return word;
  }
}
