package io.github.bellows.driver.prepare;

import io.github.bellows.common.config.ColumnRule;
import io.github.bellows.common.config.DataConfig;
import io.github.bellows.common.config.FeaturesConfig;
import io.github.bellows.common.config.LabelConfig;
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
 * @param features numbers, arrays and bytes first, then categories, then others, each as configured
 * @param labels the labels; one of the features themselves is the only kind without a column
 * @param weight column of the weights, or null
 * @param length column of the lengths, or null
 */
record ColumnPlan(
    List<Feature> features, List<Target> labels, @Nullable String weight, @Nullable String length)
    implements Serializable {
  /** A column that becomes features. */
  record Feature(String name, Form form, ColumnRule rule) implements Serializable {}

  /** What the cells of a feature column are. */
  enum Form {
    /** One number, or text that is one. */
    NUMBER,
    /** An array of numbers of one length, or Spark's vector. */
    ARRAY,
    /** Bytes of one length. */
    BYTES,
    /** One of a set of texts. */
    CATEGORY,
    /** A point in time, or text that is one. */
    DATE,
    /** Words. */
    TEXT
  }

  /** A column that becomes a label. */
  record Target(String name, LabelConfig.Kind kind, String separator, boolean gaps)
      implements Serializable {}

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
    for (String name : config.exclude()) {
      require("data.features.exclude", name, columns);
      used.add(name);
    }
    for (String name : config.categorical()) {
      require("data.features.categorical", name, columns);
      use(name, used);
    }
    for (String name : config.others()) {
      require("data.features.columns", name, columns);
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
    for (String name : numeric) {
      features.add(number(name, config.rule(name, ColumnRule.Kind.NUMBER), schema));
    }
    for (String name : config.categorical()) {
      features.add(new Feature(name, Form.CATEGORY, config.rule(name, ColumnRule.Kind.CATEGORY)));
    }
    for (String name : config.others()) {
      ColumnRule rule = config.rule(name, ColumnRule.Kind.NUMBER);
      features.add(
          switch (rule.kind()) {
            case NUMBER -> number(name, rule, schema);
            case CATEGORY -> new Feature(name, Form.CATEGORY, rule);
            case DATE -> new Feature(name, Form.DATE, rule);
            case TEXT -> new Feature(name, Form.TEXT, rule);
          });
    }
    if (features.isEmpty()) {
      throw TrainingException.of(
          ErrorCode.CONFIGURATION,
          "data.features: no column is left to learn from",
          "the source has " + columns,
          "Name at least one column that is not the label");
    }
    List<Target> labels =
        data.labels().stream()
            .map(label -> new Target(label.column(), label.kind(), label.separator(), label.gaps()))
            .toList();
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

  static String shown(List<String> columns) {
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

  private static Feature number(String name, ColumnRule rule, StructType schema) {
    Form form = form(name, schema);
    if (form != Form.NUMBER && (rule.log() || rule.indicator())) {
      throw TrainingException.of(
          ErrorCode.CONFIGURATION,
          "data.features.columns." + name,
          "log and indicator go with single numbers, and the column holds several",
          "Remove them; scale goes with arrays");
    }
    return new Feature(name, form, rule);
  }

  private static Form form(String name, StructType schema) {
    DataType type = schema.apply(name).dataType();
    if (type instanceof NumericType || type instanceof BooleanType || type instanceof StringType) {
      return Form.NUMBER;
    }
    if (type instanceof BinaryType) {
      return Form.BYTES;
    }
    if (type instanceof ArrayType || type.equals(SQLDataTypes.VectorType())) {
      return Form.ARRAY;
    }
    throw TrainingException.of(
        ErrorCode.CONFIGURATION,
        "data.features.numeric: column " + name,
        "is of type " + type.simpleString() + ", which is not a number",
        "List the columns to learn from, or give it a kind, such as features.columns."
            + name
            + ": { kind: date }");
  }
}
