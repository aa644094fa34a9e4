package io.github.bellows.driver.dl4j;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.model.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Makes a row of each example: the features of all inputs one behind the other in a column, and a
 * column of numbers for each output. Sequences of theirs are [features, steps], ours the other way
 * round; labels stay as they are, for translated networks turn such outputs back.
 */
final class ExampleRows implements FlatMapFunction<Examples, Row> {
  private static final long serialVersionUID = 1L;

  /** The column of the features. */
  static final String FEATURES = "features";

  private static final int SEQUENCE = 3;

  private final ArrayList<Shape> inputs;
  private final int outputs;

  /**
   * Creates rows of one size.
   *
   * @param inputs what the examples must be, in our order of dimensions
   */
  ExampleRows(List<Shape> inputs, int outputs) {
    this.inputs = new ArrayList<>(inputs);
    this.outputs = outputs;
  }

  /** Returns the column of an output's labels. */
  static String label(int output) {
    return "label" + output;
  }

  /** Returns our shapes of the inputs of some examples. */
  static List<Shape> shapes(Examples examples) {
    return examples.features().stream().map(ExampleRows::shape).toList();
  }

  private static Shape shape(INDArray features) {
    int[] sizes = Arrays.stream(features.shape()).skip(1).mapToInt(Math::toIntExact).toArray();
    return features.rank() == SEQUENCE ? Shape.of(sizes[1], sizes[0]) : Shape.of(sizes);
  }

  /** Returns the schema of the rows. */
  StructType schema() {
    List<StructField> fields = new ArrayList<>();
    fields.add(DataTypes.createStructField(FEATURES, SQLDataTypes.VectorType(), false));
    for (int output = 0; output < outputs; output++) {
      fields.add(DataTypes.createStructField(label(output), SQLDataTypes.VectorType(), false));
    }
    return DataTypes.createStructType(fields);
  }

  @Override
  public Iterator<Row> call(Examples examples) {
    List<Shape> found = shapes(examples);
    if (!found.equals(inputs)) {
      throw TrainingException.of(
          ErrorCode.BAD_DATA,
          "an example of the RDD",
          "has features of shape " + found + ", the first one's are " + inputs,
          "Give examples of one shape");
    }
    if (!examples.featureMasks().isEmpty() || !examples.labelMasks().isEmpty()) {
      throw TrainingException.of(
          ErrorCode.BAD_DATA,
          "an example of the RDD",
          "has a mask, which is not supported yet",
          "Train with examples of full length");
    }
    List<double[]> features = flat(examples.features().stream().map(ExampleRows::turned).toList());
    List<double[]> labels = flat(examples.labels());
    int count = examples.count();
    return IntStream.range(0, count).mapToObj(i -> row(features, labels, count, i)).iterator();
  }

  private static INDArray turned(INDArray features) {
    return features.rank() == SEQUENCE ? features.permute(0, 2, 1) : features;
  }

  private static List<double[]> flat(List<INDArray> arrays) {
    return arrays.stream()
        .map(array -> array.castTo(DataType.DOUBLE).dup('c').data().asDouble())
        .toList();
  }

  private static Row row(List<double[]> features, List<double[]> labels, int count, int index) {
    int width = features.stream().mapToInt(array -> array.length / count).sum();
    double[] all = new double[width];
    int at = 0;
    for (double[] array : features) {
      int each = array.length / count;
      System.arraycopy(array, index * each, all, at, each);
      at += each;
    }
    Object[] cells = new Object[1 + labels.size()];
    cells[0] = Vectors.dense(all);
    for (int output = 0; output < labels.size(); output++) {
      int each = labels.get(output).length / count;
      int from = index * each;
      cells[1 + output] = Vectors.dense(Arrays.copyOfRange(labels.get(output), from, from + each));
    }
    return RowFactory.create(cells);
  }
}
