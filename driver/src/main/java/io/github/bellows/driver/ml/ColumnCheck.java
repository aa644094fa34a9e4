package io.github.bellows.driver.ml;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.Nearest;
import io.github.bellows.common.error.TrainingException;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Whether rows of a schema have the columns that a stage needs.
 *
 * @param schema of the rows
 */
record ColumnCheck(StructType schema) {
  /**
   * Checks the columns of the features.
   *
   * @throws TrainingException ({@link ErrorCode#CONFIGURATION}) if one is missing or of another
   *     type
   */
  void features(NetworkColumns<?> stage) {
    if (stage.getFeaturesCols().length == 0) {
      vector("featuresCol", stage.getFeaturesCol());
      return;
    }
    if (stage.isSet(stage.featuresCol())) {
      throw TrainingException.of(
          ErrorCode.CONFIGURATION,
          "featuresCols = " + stage.featureColumns(),
          "stands beside featuresCol = " + stage.getFeaturesCol(),
          "Set one of the two");
    }
    stage.featureColumns().forEach(name -> number("featuresCols", name));
  }

  private void vector(String param, String name) {
    DataType type = require(param, name).dataType();
    boolean fits =
        type.equals(SQLDataTypes.VectorType())
            || type instanceof BinaryType
            || (type instanceof ArrayType array && array.elementType() instanceof NumericType);
    if (!fits) {
      throw wrongType(
          param,
          name,
          type,
          "must be of vectors or arrays of numbers",
          "Assemble it with a VectorAssembler, or name columns of numbers with setFeaturesCols");
    }
  }

  /** Checks a column of numbers. */
  void number(String param, String name) {
    DataType type = require(param, name).dataType();
    if (!(type instanceof NumericType) && !(type instanceof BooleanType)) {
      throw wrongType(
          param,
          name,
          type,
          "must be of numbers",
          "Cast it, or make numbers of texts with a StringIndexer");
    }
  }

  /** Checks a column of true and false. */
  void flag(String param, String name) {
    DataType type = require(param, name).dataType();
    if (!(type instanceof BooleanType)) {
      throw wrongType(
          param, name, type, "must be of booleans", "Cast it, or compare it with a value");
    }
  }

  /** Returns the column of a name, or throws an error that names the nearest one. */
  StructField require(String param, String name) {
    List<String> names = Arrays.asList(schema.fieldNames());
    if (names.contains(name)) {
      return schema.apply(name);
    }
    String nearest = Nearest.to(name, names).map(near -> "; the nearest is " + near).orElse("");
    throw TrainingException.of(
        ErrorCode.CONFIGURATION,
        param + " = " + name,
        "the rows have no such column" + nearest,
        "Their columns are " + String.join(", ", names));
  }

  /** Returns the schema with one more column; the same for an empty name. */
  StructType with(String param, String name, DataType type) {
    if (name.isEmpty()) {
      return schema;
    }
    if (Arrays.asList(schema.fieldNames()).contains(name)) {
      throw TrainingException.of(
          ErrorCode.CONFIGURATION,
          param + " = " + name,
          "the rows have a column of that name already",
          "Name another one, drop that of the rows, or set it to \"\" to leave it out");
    }
    return schema.add(DataTypes.createStructField(name, type, false));
  }

  private static TrainingException wrongType(
      String param, String name, DataType type, String rule, String fix) {
    return TrainingException.of(
        ErrorCode.CONFIGURATION,
        param + " = " + name,
        rule + ", but is of " + type.simpleString(),
        fix);
  }
}
