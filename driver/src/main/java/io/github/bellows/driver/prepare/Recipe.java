package io.github.bellows.driver.prepare;

import io.github.bellows.common.config.LabelConfig;
import io.github.bellows.common.config.ScaleConfig;
import io.github.bellows.common.config.SourceConfig;
import io.github.bellows.common.data.FeatureColumn;
import io.github.bellows.common.data.FeatureColumn.Kind;
import io.github.bellows.common.data.FeatureScaling;
import io.github.bellows.common.data.FeatureType;
import io.github.bellows.common.data.Label;
import io.github.bellows.common.data.Preprocessing;
import io.github.bellows.common.data.SampleSchema;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.model.Shape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the recipe of a source from its plan and its survey. */
final class Recipe {
  private Recipe() {}

  /**
   * Returns the recipe, scaled by the two configured numbers.
   *
   * @param shape natural shape of the features, used if they come from one column; or null
   */
  static Preprocessing of(
      SourceConfig source,
      ColumnPlan plan,
      Survey survey,
      @Nullable Shape shape,
      ScaleConfig scale) {
    List<FeatureColumn> columns =
        plan.features().stream().map(feature -> column(feature, survey)).toList();
    boolean bytes = columns.stream().allMatch(column -> column.kind() == Kind.BYTES);
    long width = columns.stream().mapToLong(FeatureColumn::width).sum();
    SampleSchema schema =
        new SampleSchema(
            shape != null && columns.size() == 1 ? shape : Shape.of(Math.toIntExact(width)),
            bytes ? FeatureType.UINT8 : FeatureType.FLOAT32,
            label(plan, survey));
    FeatureScaling scaling =
        FeatureScaling.uniform((float) scale.subtract(), (float) scale.divide());
    return new Preprocessing(
        source.format(), source.options(), columns, plan.label(), schema, scaling);
  }

  private static FeatureColumn column(ColumnPlan.Feature feature, Survey survey) {
    String name = feature.name();
    if (feature.kind() == Kind.CATEGORY) {
      List<String> categories = survey.categories().getOrDefault(name, List.of());
      return new FeatureColumn(name, Kind.CATEGORY, categories.size(), categories);
    }
    return new FeatureColumn(
        name, feature.kind(), survey.widths().getOrDefault(name, 1), List.of());
  }

  private static Label label(ColumnPlan plan, Survey survey) {
    if (plan.labelKind() != LabelConfig.Kind.CLASS) {
      return new Label.Values(survey.labelWidth());
    }
    if (survey.notClasses() != null) {
      throw new TrainingException(ErrorCode.BAD_DATA, survey.notClasses());
    }
    return new Label.Classes(survey.labels());
  }
}
