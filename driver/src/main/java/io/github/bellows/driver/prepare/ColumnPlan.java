package io.github.bellows.driver.prepare;

import io.github.bellows.common.config.DataConfig;
import io.github.bellows.common.config.FeaturesConfig;
import io.github.bellows.common.config.LabelConfig;
import io.github.bellows.common.data.FeatureColumn.Kind;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.Nearest;
import io.github.bellows.common.error.TrainingException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Which columns become what, and of what kind: the configuration applied to the schema of a source.
 *
 * @param features numbers, arrays and bytes first, then categories, each as configured
 * @param labels the labels; one of the features themselves is the only kind without a column
 * @param weight column of the weights, or null
 * @param length column of the lengths, or null
 */
record ColumnPlan(
    List<Feature> features, List<Target> labels, @Nullable String weight, @Nullable String length)
    implements Serializable {
  /** A column that becomes features. */
  record Feature(String name, Kind kind) implements Serializable {}

  /** A column that becomes a label. */
  record Target(String name, LabelConfig.Kind kind) implements Serializable {}

  /**
   * Returns the plan for a source. Columns that are a label, the weight or the length are no
   * features; those of a source that lays its features out itself are.
   *
   * @throws TrainingException ({@link ErrorCode#CONFIGURATION}) if a column is unknown, named twice
   *     or of a type that cannot be a feature
   */
  static ColumnPlan of(SourceRows rows, DataConfig data) {
    List<String> columns = rows.columns();
    FeaturesConfig config = data.features();
    List<String> used = new ArrayList<>(targetColumns(data, columns));
    for (String name : config.categorical()) {
      require("data.features.categorical", name, columns);
      use(name, used);
    }
    List<String> numeric = config.numeric();
    if (numeric == null) {
      numeric =
          rows.shape() != null
              ? List.of(DrawnSource.FEATURES)
              : columns.stream().filter(name -> !used.contains(name)).toList();
    } else {
      for (String name : numeric) {
        require("data.features.numeric", name, columns);
        use(name, used);
      }
    }
    StructType schema = rows.rows().schema();
    List<Feature> features = new ArrayList<>();
    numeric.forEach(name -> features.add(new Feature(name, kind(name, schema))));
    config.categorical().forEach(name -> features.add(new Feature(name, Kind.CATEGORY)));
    if (features.isEmpty()) {
      throw TrainingException.of(
          ErrorCode.CONFIGURATION,
          "data.features: no column is left to learn from",
          "the source has " + columns,
          "Name at least one column that is not the label");
    }
    List<Target> labels =
        data.labels().stream().map(label -> new Target(label.column(), label.kind())).toList();
    return new ColumnPlan(
        new ArrayList<>(features), new ArrayList<>(labels), data.weight(), data.length());
  }

  /** Returns the columns of labels, weight and length. */
  private static List<String> targetColumns(DataConfig data, List<String> columns) {
    List<String> found = new ArrayList<>();
    for (LabelConfig label : data.labels()) {
      if (label.kind() != LabelConfig.Kind.FEATURES) {
        require("data.label.column", label.column(), columns);
        found.add(label.column());
      }
    }
    if (data.weight() != null) {
      require("data.weight", data.weight(), columns);
      found.add(data.weight());
    }
    if (data.length() != null) {
      require("data.length", data.length(), columns);
      found.add(data.length());
    }
    return found;
  }

  /** Throws if a column is not among those of a source, and names the nearest one. */
  static void require(String key, String name, List<String> columns) {
    if (columns.contains(name)) {
      return;
    }
    String nearest =
        Nearest.to(name, columns).map(column -> "; the nearest is " + column).orElse("");
    throw TrainingException.of(
        ErrorCode.CONFIGURATION,
        key + " = " + name,
        "the source has no such column" + nearest,
        "Its columns are " + shown(columns));
  }

  private static String shown(List<String> columns) {
    return columns.size() <= 20
        ? String.join(", ", columns)
        : String.join(", ", columns.subList(0, 20)) + ", … (" + columns.size() + " in all)";
  }

  private static void use(String name, List<String> used) {
    if (used.contains(name)) {
      throw TrainingException.of(
          ErrorCode.CONFIGURATION,
          "data.features: column " + name,
          "may be used once, as a label, weight, length, number or category",
          "Remove one of the two");
    }
    used.add(name);
  }

  private static Kind kind(String name, StructType schema) {
    DataType type = schema.apply(name).dataType();
    if (type instanceof NumericType || type instanceof BooleanType || type instanceof StringType) {
      return Kind.NUMBER;
    }
    if (type instanceof BinaryType) {
      return Kind.BYTES;
    }
    if (type instanceof ArrayType || type.equals(SQLDataTypes.VectorType())) {
      return Kind.ARRAY;
    }
    throw TrainingException.of(
        ErrorCode.CONFIGURATION,
        "data.features.numeric: column " + name,
        "is of type " + type.simpleString() + ", which is not a number",
        "List the columns to learn from under features.numeric and features.categorical");
  }
}
