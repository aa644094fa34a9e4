package io.github.bellows.driver.prepare;

import io.github.bellows.common.config.ColumnRule;
import io.github.bellows.common.config.DataConfig;
import io.github.bellows.common.config.ScaleConfig;
import io.github.bellows.common.config.SourceConfig;
import io.github.bellows.common.data.BytesColumn;
import io.github.bellows.common.data.CategoryColumn;
import io.github.bellows.common.data.DateColumn;
import io.github.bellows.common.data.FeatureColumn;
import io.github.bellows.common.data.FeatureScaling;
import io.github.bellows.common.data.FeatureType;
import io.github.bellows.common.data.Label;
import io.github.bellows.common.data.LabelField;
import io.github.bellows.common.data.LengthColumn;
import io.github.bellows.common.data.NumberColumn;
import io.github.bellows.common.data.NumberColumn.Filling;
import io.github.bellows.common.data.NumbersColumn;
import io.github.bellows.common.data.Preprocessing;
import io.github.bellows.common.data.SampleSchema;
import io.github.bellows.common.data.SourceFormat;
import io.github.bellows.common.data.TextColumn;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.model.Shape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes the recipe of a source from its plan and its survey, as far as records need it; {@link
 * FittedRecipe} completes it.
 */
final class Recipe {
  private Recipe() {}

  /** Returns the recipe, scaled by the two configured numbers. */
  static Preprocessing of(DataConfig data, SourceRows rows, ColumnPlan plan, Survey survey) {
    List<FeatureColumn> columns =
        plan.features().stream().map(feature -> column(feature, survey)).toList();
    boolean bytes = columns.stream().allMatch(BytesColumn.class::isInstance);
    FeatureType type = bytes ? FeatureType.UINT8 : data.blocks().floats();
    if (type == FeatureType.FLOAT16) {
      HalfValues.requireExact(columns);
    }
    long width = columns.stream().mapToLong(FeatureColumn::width).sum();
    long values = columns.stream().mapToLong(FeatureColumn::stored).sum();
    Shape own = rows.shape();
    Shape shape = own != null && columns.size() == 1 ? own : Shape.of(Math.toIntExact(width));
    List<LabelField> labels =
        plan.labels().stream()
            .map(label -> new LabelField(label.name(), label(data, label, survey)))
            .toList();
    SampleSchema schema =
        new SampleSchema(
            shape,
            Math.toIntExact(values),
            type,
            labels,
            plan.weight() != null || labels.stream().anyMatch(field -> field.label().weighs()),
            plan.length() != null);
    ScaleConfig scale = data.scale();
    FeatureScaling scaling = ChannelScaling.configured(scale, shape);
    SourceConfig train = data.train();
    return new Preprocessing(
        new SourceFormat(train.format(), train.options(), train.rows()),
        columns,
        plan.weight(),
        length(data, shape),
        schema,
        scaling);
  }

  private static @Nullable LengthColumn length(DataConfig data, Shape shape) {
    Integer steps = data.steps();
    return data.length() == null
        ? null
        : new LengthColumn(data.length(), steps == null ? shape.size(0) : steps);
  }

  private static FeatureColumn column(ColumnPlan.Feature feature, Survey survey) {
    String name = feature.name();
    ColumnRule rule = feature.rule();
    boolean gaps = rule.missing().allows();
    return switch (feature.form()) {
      case NUMBER ->
          new NumberColumn(name, rule.log(), gaps ? new Filling(0, rule.indicator()) : null);
      case ARRAY -> new NumbersColumn(name, survey.widths().getOrDefault(name, 1));
      case BYTES -> new BytesColumn(name, survey.widths().getOrDefault(name, 1));
      case CATEGORY -> {
        List<String> codes = survey.categories().getOrDefault(name, List.of());
        yield new CategoryColumn(name, codes, codes, rule.encoding(), gaps ? codes.size() : -1);
      }
      case DATE -> new DateColumn(name, rule.pattern(), rule.parts());
      case TEXT -> {
        List<String> words = survey.words().getOrDefault(name, List.of());
        yield new TextColumn(name, rule.words(), words, words);
      }
    };
  }

  private static Label label(DataConfig data, ColumnPlan.Target target, Survey survey) {
    String name = target.name();
    int width = survey.widths().getOrDefault(name, 1);
    return switch (target.kind()) {
      case CLASS -> {
        if (survey.notClasses() != null) {
          throw new TrainingException(ErrorCode.BAD_DATA, survey.notClasses());
        }
        List<String> names = survey.classes().getOrDefault(name, List.of());
        yield new Label.Classes(names, ClassWeighting.initial(data, name, names));
      }
      case MASK -> new Label.Mask(survey.classes().getOrDefault(name, List.of()), width);
      case NUMBER, VECTOR -> new Label.Values(width, target.gaps());
      case FEATURES -> new Label.Features();
      case MULTI -> {
        List<String> names = survey.classes().getOrDefault(name, List.of());
        if (names.isEmpty()) {
          throw TrainingException.of(
              ErrorCode.BAD_DATA,
              data.train().name() + ": column " + name,
              "no row has a label",
              "Choose another column as data.label");
        }
        yield new Label.Tags(names, target.separator());
      }
    };
  }
}
