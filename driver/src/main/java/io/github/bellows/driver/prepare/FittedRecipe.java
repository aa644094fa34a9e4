package io.github.bellows.driver.prepare;

import io.github.bellows.common.config.ColumnRule;
import io.github.bellows.common.config.ColumnScale;
import io.github.bellows.common.config.DataConfig;
import io.github.bellows.common.config.MissingRule;
import io.github.bellows.common.config.ScaleConfig.Standardize;
import io.github.bellows.common.data.CategoryColumn;
import io.github.bellows.common.data.FeatureColumn;
import io.github.bellows.common.data.NumberColumn;
import io.github.bellows.common.data.NumberColumn.Filling;
import io.github.bellows.common.data.Preprocessing;
import io.github.bellows.common.data.TextColumn;
import io.github.bellows.common.model.Shape;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Completes a recipe by what training records hold: which texts are categories, what fills in for
 * missing values, and how features are scaled. Samples that are held out have no part in it.
 */
final class FittedRecipe {
  private static final Logger LOG = LoggerFactory.getLogger(FittedRecipe.class);
  private static final double MEDIAN = 0.5;

  private final DataConfig data;
  private final ColumnPlan plan;
  private final Preprocessing recipe;

  /** Creates what completes a recipe, as {@link Recipe} makes it from the same plan. */
  FittedRecipe(DataConfig data, ColumnPlan plan, Preprocessing recipe) {
    this.data = data;
    this.plan = plan;
    this.recipe = recipe;
  }

  /** Returns whether there is anything that training records decide. */
  boolean learns() {
    return data.scale().standardize() != Standardize.NO
        || plan.features().stream().anyMatch(feature -> learns(feature));
  }

  private static boolean learns(ColumnPlan.Feature feature) {
    return switch (feature.form()) {
      case CATEGORY, TEXT -> true;
      case ARRAY, BYTES -> feature.rule().scale() != ColumnScale.NONE;
      case NUMBER, DATE ->
          feature.rule().missing().allows() || feature.rule().scale() != ColumnScale.NONE;
    };
  }

  /** Returns empty statistics with all that {@link #completed} asks for. */
  ValueStatistics statistics() {
    List<Integer> quantiles = new ArrayList<>();
    int place = 0;
    for (int i = 0; i < recipe.columns().size(); i++) {
      ColumnRule rule = plan.features().get(i).rule();
      FeatureColumn column = recipe.columns().get(i);
      boolean number = column instanceof NumberColumn;
      if (number && rule.missing().kind() == MissingRule.Kind.MEDIAN) {
        quantiles.add(place);
      } else if (rule.scale() == ColumnScale.ROBUST && isScaled(column)) {
        int numbers = number ? 1 : column.stored();
        IntStream.range(place, place + numbers).forEach(quantiles::add);
      }
      place += column.stored();
    }
    return new ValueStatistics(recipe.columns(), quantiles);
  }

  private static boolean isScaled(FeatureColumn column) {
    return !(column instanceof CategoryColumn || column instanceof TextColumn);
  }

  /** Returns the recipe as evaluate and predict apply it. */
  Preprocessing completed(ValueStatistics statistics) {
    if (data.scale().standardize() == Standardize.CHANNELS) {
      Shape shape = recipe.schema().shape();
      return recipe.withScaling(ChannelScaling.fitted(statistics.moments(), shape));
    }
    List<FeatureColumn> columns = new ArrayList<>();
    FittedScaling scaling = new FittedScaling(data.scale(), statistics);
    int place = 0;
    for (int i = 0; i < recipe.columns().size(); i++) {
      ColumnRule rule = plan.features().get(i).rule();
      FeatureColumn column = column(recipe.columns().get(i), rule, statistics, place);
      columns.add(column);
      logNumbers(column);
      scaling.add(column, rule, place);
      place += column.stored();
    }
    return recipe.withColumns(columns, scaling.scaling());
  }

  private static void logNumbers(FeatureColumn column) {
    if (column instanceof TextColumn text) {
      LOG.info(
          "column {}: {} numbers, the vocabulary of an embedding", text.name(), text.vocabulary());
    } else if (column instanceof CategoryColumn category
        && category.encoding() == CategoryColumn.Encoding.INDEX) {
      LOG.info(
          "column {}: {} numbers, the vocabulary of an embedding",
          category.name(),
          category.slots());
    }
  }

  private static FeatureColumn column(
      FeatureColumn column, ColumnRule rule, ValueStatistics statistics, int place) {
    if (column instanceof NumberColumn number && number.filling() != null) {
      float fill = fill(number, rule.missing(), statistics, place);
      return new NumberColumn(number.name(), number.log(), new Filling(fill, rule.indicator()));
    } else if (column instanceof CategoryColumn category) {
      return category(category, rule, statistics.counts(place));
    } else if (column instanceof TextColumn text) {
      return text(text, rule, statistics.counts(place));
    }
    return column;
  }

  private static float fill(
      NumberColumn number, MissingRule rule, ValueStatistics statistics, int place) {
    Float constant = rule.number();
    if (constant != null) {
      return number.log() ? (float) Math.log1p(constant) : constant;
    }
    if (rule.kind() == MissingRule.Kind.MEDIAN) {
      Double median = statistics.quantile(place, MEDIAN);
      return median == null ? 0 : median.floatValue();
    }
    return (float) statistics.moments().mean(place);
  }

  private static CategoryColumn category(CategoryColumn column, ColumnRule rule, long[] counts) {
    List<String> codes = column.codes();
    List<String> categories =
        IntStream.range(0, codes.size())
            .filter(code -> counts[code] >= rule.minimumCount())
            .mapToObj(codes::get)
            .toList();
    int missing =
        switch (rule.missing().kind()) {
          case FAIL -> -1;
          case CONSTANT -> slot(categories, Objects.requireNonNull(rule.missing().constant()));
          case MOST_FREQUENT -> slot(categories, mostFrequent(codes, counts));
          case OTHER, MEAN, MEDIAN -> categories.size();
        };
    return new CategoryColumn(column.name(), codes, categories, column.encoding(), missing);
  }

  private static int slot(List<String> categories, String text) {
    int slot = categories.indexOf(text);
    return slot < 0 ? categories.size() : slot;
  }

  /** Returns the first of those that occur most often; empty text if there are none. */
  private static String mostFrequent(List<String> codes, long[] counts) {
    return IntStream.range(0, codes.size())
        .boxed()
        .max(
            Comparator.<Integer>comparingLong(code -> counts[code])
                .thenComparing(Comparator.reverseOrder()))
        .map(codes::get)
        .orElse("");
  }

  private static TextColumn text(TextColumn column, ColumnRule rule, long[] counts) {
    List<String> codes = column.codes();
    List<String> words =
        IntStream.range(0, codes.size())
            .boxed()
            .filter(place -> counts[TextColumn.code(place)] >= rule.minimumCount())
            .sorted(
                Comparator.<Integer>comparingLong(place -> counts[TextColumn.code(place)])
                    .reversed()
                    .thenComparing(codes::get))
            .limit(rule.vocabulary())
            .map(codes::get)
            .toList();
    return new TextColumn(column.name(), column.length(), codes, words);
  }
}
