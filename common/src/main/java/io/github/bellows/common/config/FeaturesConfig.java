package io.github.bellows.common.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The columns to learn from, in the order they are given: numbers first, then categories, then what
 * is named under {@code columns} alone.
 *
 * @param numeric number columns; null means every column not named elsewhere, in file order
 * @param categorical columns of categories
 * @param exclude columns that are no features
 * @param columns rules of columns that have their own, by name
 * @param standard the rule of each kind for all others
 */
public record FeaturesConfig(
    @Nullable List<String> numeric,
    List<String> categorical,
    List<String> exclude,
    Map<String, ColumnRule> columns,
    Map<ColumnRule.Kind, ColumnRule> standard) {
  /** Copies the lists. */
  public FeaturesConfig {
    numeric = numeric == null ? null : List.copyOf(numeric);
    categorical = List.copyOf(categorical);
    exclude = List.copyOf(exclude);
    columns = new LinkedHashMap<>(columns);
    standard = Map.copyOf(standard);
  }

  /** Creates the choice of columns none of which has a rule of its own. */
  public FeaturesConfig(@Nullable List<String> numeric, List<String> categorical) {
    this(
        numeric,
        categorical,
        List.of(),
        Map.of(),
        Stream.of(ColumnRule.Kind.values())
            .collect(Collectors.toMap(Function.identity(), ColumnRule::of)));
  }

  /** Returns the rule of a column. */
  public ColumnRule rule(String column, ColumnRule.Kind kind) {
    ColumnRule own = columns.get(column);
    return own != null ? own : standard.getOrDefault(kind, ColumnRule.of(kind));
  }

  /** Returns the columns that are named with a kind of their own alone, in their order. */
  public List<String> others() {
    Predicate<String> named =
        column ->
            categorical.contains(column)
                || (numeric == null
                    ? rule(column, ColumnRule.Kind.NUMBER).kind() == ColumnRule.Kind.NUMBER
                    : numeric.contains(column));
    return columns.keySet().stream().filter(named.negate()).toList();
  }
}
