package io.github.bellows.common.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The columns to learn from, in the order they are given: numbers first, then categories.
 *
 * @param numeric number columns; null means every column not named elsewhere, in file order
 * @param categorical columns that become one indicator per category, categories sorted
 */
public record FeaturesConfig(@Nullable List<String> numeric, List<String> categorical) {
  /** Copies the lists. */
  public FeaturesConfig {
    numeric = numeric == null ? null : List.copyOf(numeric);
    categorical = List.copyOf(categorical);
  }
}
