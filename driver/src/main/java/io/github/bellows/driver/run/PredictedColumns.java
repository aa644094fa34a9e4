package io.github.bellows.driver.run;

import io.github.bellows.common.data.Preprocessing;
import io.github.bellows.common.data.RecordDecoder;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.driver.prepare.SourceRows;
import io.github.bellows.worker.task.PredictionTask.Predicted;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The columns of predicted rows: those of the source, then those of each {@link PredictedOutput}.
 */
final class PredictedColumns implements Serializable {
  /** What an array may be spread over where the format has no arrays. */
  static final int MOST_COLUMNS = 1000;

  private static final long serialVersionUID = 1L;

  private final int[] kept;
  private final List<PredictedOutput> outputs;
  private final boolean flat;
  private final StructType schema;

  private PredictedColumns(
      int[] kept, List<PredictedOutput> outputs, boolean flat, StructType schema) {
    this.kept = kept;
    this.outputs = outputs;
    this.flat = flat;
    this.schema = schema;
  }

  /**
   * Returns the columns of a source with those of a network's outputs.
   *
   * @throws TrainingException ({@link ErrorCode#BAD_DATA}) if the source has a column of the same
   *     name, ({@link ErrorCode#USAGE}) if an array is too long to be spread over columns
   */
  static PredictedColumns of(
      SourceRows source, List<PredictedOutput> outputs, Prediction.Format format) {
    boolean flat = format == Prediction.Format.CSV;
    StructField[] fields = source.rows().schema().fields();
    List<String> own = source.columns();
    List<StructField> columns = new ArrayList<>();
    List<Integer> kept = new ArrayList<>();
    for (int i = 0; i < fields.length; i++) {
      DataType type = fields[i].dataType();
      boolean nested = type instanceof BinaryType || type instanceof ArrayType;
      boolean derived = fields[i].metadata().contains(SourceRows.DERIVED);
      if (own.contains(fields[i].name()) && !derived && !(flat && nested)) {
        columns.add(fields[i]);
        kept.add(i);
      }
    }
    int first = columns.size();
    outputs.forEach(output -> output.columns().forEach(column -> add(columns, column, flat)));
    requireNew(columns, first);
    return new PredictedColumns(
        kept.stream().mapToInt(Integer::intValue).toArray(),
        List.copyOf(outputs),
        flat,
        new StructType(columns.toArray(StructField[]::new)));
  }

  private static void add(List<StructField> columns, PredictedOutput.Column column, boolean flat) {
    if (!column.isArray()) {
      boolean names = flat && column.element() instanceof ArrayType;
      columns.add(field(column.name(), names ? DataTypes.StringType : column.element()));
    } else if (!flat) {
      columns.add(field(column.name(), DataTypes.createArrayType(column.element(), false)));
    } else if (column.length() > MOST_COLUMNS) {
      throw TrainingException.of(
          ErrorCode.USAGE,
          "--as csv",
          column.name()
              + " would be "
              + column.length()
              + " columns, and an array may be spread over "
              + MOST_COLUMNS,
          "Write --as parquet, which keeps it an array");
    } else {
      for (int i = 0; i < column.length(); i++) {
        columns.add(field(column.nameOf(i), column.element()));
      }
    }
  }

  /** Spark compares names without their case unless told otherwise. */
  private static void requireNew(List<StructField> columns, int first) {
    for (int i = first; i < columns.size(); i++) {
      String name = columns.get(i).name();
      for (StructField earlier : columns.subList(0, i)) {
        if (earlier.name().equalsIgnoreCase(name)) {
          boolean ofSource = columns.indexOf(earlier) < first;
          throw TrainingException.of(
              ErrorCode.BAD_DATA,
              "column " + earlier.name(),
              ofSource
                  ? "the source has it, and predictions would be written in a column of that name"
                  : "two outputs would be written in columns of that name",
              ofSource ? "Rename or remove it in the source" : "Rename a layer or a class");
        }
      }
    }
  }

  private static StructField field(String name, DataType type) {
    return DataTypes.createStructField(name, type, false);
  }

  /** Returns the decoder of a recipe in JSON, which can be sent to executors. */
  static RecordDecoder decoder(String recipe) {
    Preprocessing preprocessing = Preprocessing.fromJson(recipe, Preprocessing.NAME);
    return new RecordDecoder(preprocessing.schema(), preprocessing.decoding());
  }

  StructType schema() {
    return schema;
  }

  /** Returns the rows of predictions. */
  Iterator<Row> rows(Iterator<Predicted<Row>> predictions) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return predictions.hasNext();
      }

      @Override
      public Row next() {
        return row(predictions.next());
      }
    };
  }

  private Row row(Predicted<Row> predicted) {
    List<Object> values = new ArrayList<>();
    for (int index : kept) {
      values.add(predicted.row().get(index));
    }
    for (int i = 0; i < outputs.size(); i++) {
      for (PredictedOutput.Column column : outputs.get(i).columns()) {
        Object value = column.read().of(predicted.outputs()[i]);
        if (flat && value instanceof float[] floats) {
          for (float each : floats) {
            values.add(each);
          }
        } else if (flat && value instanceof int[] integers) {
          for (int each : integers) {
            values.add(each);
          }
        } else if (value instanceof PredictedOutput.Names names) {
          values.add(names.value(flat));
        } else {
          values.add(value); // Spark takes a primitive array for an array of its elements
        }
      }
    }
    return RowFactory.create(values.toArray());
  }
}
