package io.github.bellows.driver.prepare;

import io.github.bellows.common.data.BytesColumn;
import io.github.bellows.common.data.CategoryColumn;
import io.github.bellows.common.data.DateColumn;
import io.github.bellows.common.data.FeatureColumn;
import io.github.bellows.common.data.Label;
import io.github.bellows.common.data.LabelField;
import io.github.bellows.common.data.LengthColumn;
import io.github.bellows.common.data.NumbersColumn;
import io.github.bellows.common.data.Preprocessing;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.Nearest;
import io.github.bellows.common.error.TrainingException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;

/** Compares the columns of a source with those that a recipe was made from. */
final class TrainedColumns {
  private final StructType schema;
  private final List<String> columns;
  private final List<String> problems = new ArrayList<>();

  private TrainedColumns(SourceRows source) {
    schema = source.rows().schema();
    columns = source.columns();
  }

  /**
   * Checks that a source has all columns of a recipe, of types that can hold what training found in
   * them. Other columns do no harm.
   *
   * @param labelled whether labels and weights are read too
   * @throws TrainingException ({@link ErrorCode#BAD_DATA}) that names all columns that do not fit,
   *     and for those that are missing the nearest one
   */
  static void check(Preprocessing recipe, SourceRows source, boolean labelled) {
    TrainedColumns found = new TrainedColumns(source);
    recipe.columns().forEach(found::feature);
    if (labelled) {
      recipe.schema().labels().stream()
          .filter(field -> !(field.label() instanceof Label.Features))
          .map(LabelField::name)
          .forEach(name -> found.require(name, "the label"));
      if (recipe.weightColumn() != null) {
        found.require(recipe.weightColumn(), "the weight");
      }
    }
    LengthColumn length = recipe.lengthColumn();
    if (length != null) {
      found.require(length.name(), "the length");
    }
    if (!found.problems.isEmpty()) {
      throw TrainingException.of(
          ErrorCode.BAD_DATA,
          source.origin().source(),
          String.join("; ", found.problems),
          "Give the columns that the model was trained with; these are "
              + ColumnPlan.shown(found.columns));
    }
  }

  private boolean require(String name, String role) {
    if (columns.contains(name)) {
      return true;
    }
    String nearest = Nearest.to(name, columns).map(near -> ", the nearest is " + near).orElse("");
    problems.add("column " + name + " is missing, " + role + nearest);
    return false;
  }

  private void feature(FeatureColumn column) {
    if (!require(column.name(), "a feature")) {
      return;
    }
    DataType type = schema.apply(column.name()).dataType();
    if (column instanceof NumbersColumn numbers) {
      expect(column, type, TrainedColumns::isArray, "arrays of " + numbers.width() + " numbers");
    } else if (column instanceof BytesColumn) {
      expect(column, type, BinaryType.class::isInstance, "bytes");
    } else if (column instanceof DateColumn) {
      expect(column, type, TrainedColumns::isTime, "dates");
    } else {
      String learned = column instanceof CategoryColumn ? "categories" : "numbers or text";
      expect(column, type, TrainedColumns::isPlain, learned);
    }
  }

  private void expect(
      FeatureColumn column, DataType type, Predicate<DataType> fits, String learned) {
    if (!fits.test(type)) {
      problems.add(
          "column "
              + column.name()
              + " is of type "
              + type.simpleString()
              + ", training found "
              + learned);
    }
  }

  private static boolean isPlain(DataType type) {
    return type instanceof NumericType || type instanceof BooleanType || type instanceof StringType;
  }

  private static boolean isArray(DataType type) {
    return type instanceof ArrayType || type.equals(SQLDataTypes.VectorType());
  }

  private static boolean isTime(DataType type) {
    return type instanceof StringType
        || type instanceof DateType
        || type instanceof TimestampType
        || type instanceof TimestampNTZType;
  }
}
