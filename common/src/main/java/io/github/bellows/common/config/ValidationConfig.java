package io.github.bellows.common.config;

import org.jspecify.annotations.Nullable;

/**
 * Where validation samples come from: a source of their own, or a part of the training data.
 *
 * @param source the source; null if they are split off
 * @param split share of the training data, in (0, 1); 0 if there is a source
 * @param by which samples are split off
 * @param column the column of groups or times; null for other ways
 */
public record ValidationConfig(
    @Nullable SourceConfig source, double split, By by, @Nullable String column) {
  /** Which samples are split off. */
  public enum By {
    /** Any, by chance. */
    RANDOM("random"),
    /** By chance, the same share of each class. */
    CLASS("class"),
    /** By chance, all of a group or none. */
    GROUP("group"),
    /** The latest. */
    TIME("time");

    private final String word;

    By(String word) {
      this.word = word;
    }

    /** Returns the word in configurations. */
    public String word() {
      return word;
    }
  }

  /** Creates a source of its own, or a split by chance. */
  public ValidationConfig(@Nullable SourceConfig source, double split) {
    this(source, split, By.RANDOM, null);
  }
}
