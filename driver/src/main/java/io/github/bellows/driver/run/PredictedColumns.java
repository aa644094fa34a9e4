package io.github.bellows.driver.run;

import io.github.bellows.common.data.Preprocessing;
import io.github.bellows.common.data.RecordDecoder;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.driver.prepare.SourceRows;
import io.github.bellows.worker.task.EvaluationTask;
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
 * The columns of predictions: those of the source, then {@code prediction}, then for classifiers
 * {@code probability}. A class is predicted by its name, as a whole number if all names are such as
 * Java would write them.
 */
final class PredictedColumns implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int[] kept;
  private final List<String> classNames;
  private final boolean classifier;
  private final boolean numberedClasses;
  private final boolean flat;
  private final StructType schema;

  private PredictedColumns(
      int[] kept, List<String> classNames, boolean classifier, boolean flat, StructType schema) {
    this.kept = kept;
    this.classNames = classNames;
    this.classifier = classifier;
    this.numberedClasses = numbered(classNames);
    this.flat = flat;
    this.schema = schema;
  }

  static PredictedColumns of(
      SourceRows source,
      List<String> knownClasses,
      boolean classifier,
      int width,
      Prediction.Format format) {
    boolean flat = format == Prediction.Format.CSV;
    StructField[] fields = source.rows().schema().fields();
    List<String> own = source.columns();
    List<StructField> columns = new ArrayList<>();
    List<Integer> kept = new ArrayList<>();
    for (int i = 0; i < fields.length; i++) {
      DataType type = fields[i].dataType();
      boolean nested = type instanceof BinaryType || type instanceof ArrayType;
      if (own.contains(fields[i].name()) && !(flat && nested)) {
        columns.add(fields[i]);
        kept.add(i);
      }
    }
    List<String> classes = new ArrayList<>(classifier ? knownClasses : List.of());
    for (int i = classes.size(); classifier && i < width; i++) {
      classes.add(String.valueOf(i)); // outputs that no training label named
    }
    int first = columns.size();
    addOutputs(columns, classes, classifier, width, flat);
    requireNew(columns, first);
    return new PredictedColumns(
        kept.stream().mapToInt(Integer::intValue).toArray(),
        List.copyOf(classes),
        classifier,
        flat,
        new StructType(columns.toArray(StructField[]::new)));
  }

  private static void addOutputs(
      List<StructField> columns,
      List<String> classes,
      boolean classifier,
      int width,
      boolean flat) {
    DataType floats = DataTypes.createArrayType(DataTypes.FloatType, false);
    if (classifier) {
      columns.add(
          column("prediction", numbered(classes) ? DataTypes.IntegerType : DataTypes.StringType));
      if (flat) {
        classes.forEach(name -> columns.add(column("probability_" + name, DataTypes.FloatType)));
      } else {
        columns.add(column("probability", floats));
      }
    } else if (width == 1) {
      columns.add(column("prediction", DataTypes.FloatType));
    } else if (flat) {
      for (int i = 0; i < width; i++) {
        columns.add(column("prediction_" + i, DataTypes.FloatType));
      }
    } else {
      columns.add(column("prediction", floats));
    }
  }

  /** Spark compares names without their case unless told otherwise. */
  private static void requireNew(List<StructField> columns, int first) {
    for (StructField output : columns.subList(first, columns.size())) {
      for (StructField source : columns.subList(0, first)) {
        if (source.name().equalsIgnoreCase(output.name())) {
          throw TrainingException.of(
              ErrorCode.BAD_DATA,
              "column " + source.name(),
              "the source has it, and predictions would be written in a column of that name",
              "Rename or remove it in the source");
        }
      }
    }
  }

  private static StructField column(String name, DataType type) {
    return DataTypes.createStructField(name, type, false);
  }

  private static boolean numbered(List<String> classes) {
    return !classes.isEmpty()
        && classes.stream().allMatch(name -> name.matches("0|-?[1-9]\\d{0,8}"));
  }

  /** Returns the decoder of a recipe in JSON, which can be sent to executors. */
  static RecordDecoder decoder(String recipe) {
    Preprocessing preprocessing = Preprocessing.fromJson(recipe, Preprocessing.NAME);
    return new RecordDecoder(preprocessing.schema(), preprocessing.scaling());
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
    float[] outputs = predicted.outputs();
    if (classifier) {
      String name = classNames.get(EvaluationTask.indexOfLargest(outputs, 0, outputs.length));
      values.add(numberedClasses ? (Object) Integer.valueOf(name) : name);
    }
    if (flat || (!classifier && outputs.length == 1)) {
      for (float output : outputs) {
        values.add(output);
      }
    } else {
      values.add(outputs); // Spark takes a float[] for an array of floats
    }
    return RowFactory.create(values.toArray());
  }
}
