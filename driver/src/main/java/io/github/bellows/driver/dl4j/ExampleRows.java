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
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Makes a row of each example: the features of all inputs one behind the other in a column, a
 * column of numbers for each output, and where examples have them length and weight. Sequences of
 * theirs are [features, steps], those that layers of ours read the other way round, filled up with
 * zeros behind their ends.
 */
final class ExampleRows implements FlatMapFunction<Examples, Row> {
  private static final long serialVersionUID = 1L;

  /** The column of the features. */
  static final String FEATURES = "features";

  /** The column of the lengths of sequences. */
  static final String LENGTH = "length";

  /** The column of weights. */
  static final String WEIGHT = "weight";

  private static final int SEQUENCE = 3;

  private final ExampleSurvey survey;
  private final boolean turned;

  /**
   * Creates rows of examples that were surveyed.
   *
   * @param turned whether sequences become [steps, features]; else they stay as they are
   */
  ExampleRows(ExampleSurvey survey, boolean turned) {
    this.survey = survey;
    this.turned = turned;
  }

  /** Returns the column of an output's labels. */
  static String label(int output) {
    return "label" + output;
  }

  /** Returns our shapes of the inputs. */
  static List<Shape> shapes(ExampleSurvey survey) {
    return ExampleSurvey.each(
        survey.inputs(),
        sizes -> {
          int[] ours = sizes.stream().mapToInt(Math::toIntExact).toArray();
          return ours.length + 1 == SEQUENCE ? Shape.of(ours[1], ours[0]) : Shape.of(ours);
        });
  }

  /** Returns shapes in their order of dimensions. */
  static List<Shape> asTheyAre(List<List<Long>> sizes) {
    return ExampleSurvey.each(
        sizes, one -> Shape.of(one.stream().mapToInt(Math::toIntExact).toArray()));
  }

  /** Returns the schema of the rows. */
  StructType schema() {
    List<StructField> fields = new ArrayList<>();
    fields.add(DataTypes.createStructField(FEATURES, SQLDataTypes.VectorType(), false));
    for (int output = 0; output < survey.outputs().size(); output++) {
      fields.add(DataTypes.createStructField(label(output), SQLDataTypes.VectorType(), false));
    }
    if (survey.ends()) {
      fields.add(DataTypes.createStructField(LENGTH, DataTypes.IntegerType, false));
    }
    if (survey.weighted()) {
      fields.add(DataTypes.createStructField(WEIGHT, DataTypes.DoubleType, false));
    }
    return DataTypes.createStructType(fields);
  }

  @Override
  public Iterator<Row> call(Examples examples) {
    List<double[]> features = new ArrayList<>();
    for (int input = 0; input < survey.inputs().size(); input++) {
      features.add(flat(examples.features().get(input), survey.inputs().get(input)));
    }
    List<double[]> labels = new ArrayList<>();
    int count = examples.count();
    int[] lengths = survey.lengths() ? lengths(examples) : new int[0];
    for (int output = 0; output < survey.outputs().size(); output++) {
      // In their order: outputs of translated networks are turned back to it.
      labels.add(MaskedLabels.of(examples, output, survey, lengths));
    }
    double[] weights = survey.weighted() ? weights(examples) : new double[0];
    return IntStream.range(0, count)
        .mapToObj(
            i -> {
              List<Object> cells = new ArrayList<>();
              cells.add(Vectors.dense(part(features, count, i)));
              labels.forEach(label -> cells.add(Vectors.dense(part(List.of(label), count, i))));
              if (survey.ends()) {
                cells.add(lengths[i]);
              }
              if (survey.weighted()) {
                cells.add(weights[i]);
              }
              return RowFactory.create(cells.toArray());
            })
        .iterator();
  }

  /** Returns the elements of all examples, in our order if that is asked for. */
  private double[] flat(INDArray array, List<Long> sizes) {
    INDArray ours = turned && array.rank() == SEQUENCE ? array.permute(0, 2, 1) : array;
    double[] values = ours.castTo(DataType.DOUBLE).dup('c').data().asDouble();
    long steps = array.rank() == SEQUENCE ? array.size(2) : 0;
    if (array.rank() != SEQUENCE || steps == sizes.get(1)) {
      return values;
    }
    int count = Math.toIntExact(array.size(0));
    int each = values.length / count;
    int full = Math.toIntExact(sizes.get(0) * sizes.get(1));
    double[] filled = new double[count * full];
    for (int i = 0; i < count; i++) {
      System.arraycopy(values, i * each, filled, i * full, each);
    }
    return filled;
  }

  private static double[] part(List<double[]> arrays, int count, int index) {
    int width = arrays.stream().mapToInt(array -> array.length / count).sum();
    double[] all = new double[width];
    int at = 0;
    for (double[] array : arrays) {
      int each = array.length / count;
      System.arraycopy(array, index * each, all, at, each);
      at += each;
    }
    return all;
  }

  /** Returns how many steps each example has: the ones of its mask, which no zero comes before. */
  private static int[] lengths(Examples examples) {
    int count = examples.count();
    int[] lengths = new int[count];
    Arrays.fill(lengths, Math.toIntExact(examples.features().get(0).size(2)));
    INDArray mask = mask(examples);
    if (mask == null) {
      return lengths;
    }
    for (int i = 0; i < count; i++) {
      int length = 0;
      while (length < mask.size(1) && mask.getDouble(i, length) != 0) {
        length++;
      }
      double ones = mask.getRow(i).sumNumber().doubleValue();
      if (length == 0 || length != ones) {
        throw TrainingException.of(
            ErrorCode.BAD_DATA,
            FitText.SOURCE,
            "has a mask of features that is not ones and then zeros: " + mask.getRow(i),
            "Put the steps of a sequence first, and what fills it up behind them");
      }
      lengths[i] = length;
    }
    return lengths;
  }

  /** Returns the mask of the first input, the only one that may have one. */
  private static @Nullable INDArray mask(Examples examples) {
    List<INDArray> masks = examples.featureMasks();
    for (INDArray other : masks.subList(Math.min(1, masks.size()), masks.size())) {
      if (other != null && other.minNumber().doubleValue() == 0) {
        throw TrainingException.of(
            ErrorCode.BAD_DATA,
            FitText.SOURCE,
            "has a mask of the features of an input behind the first",
            "Make the input whose sequences end early the first one");
      }
    }
    return masks.isEmpty() ? null : masks.get(0);
  }

  /** Returns the weight of each example: its element of the mask of the labels. */
  private static double[] weights(Examples examples) {
    double[] weights = new double[examples.count()];
    Arrays.fill(weights, 1);
    if (!examples.labelMasks().isEmpty()) {
      INDArray mask = examples.labelMasks().get(0);
      if (examples.labelMasks().size() > 1 || mask.length() != weights.length) {
        throw TrainingException.of(
            ErrorCode.BAD_DATA,
            FitText.SOURCE,
            "has a mask of labels of the shape " + Arrays.toString(mask.shape()),
            "Give one number for each example, for a network with one output");
      }
      for (int i = 0; i < weights.length; i++) {
        weights[i] = mask.getDouble(i);
      }
    }
    return weights;
  }
}
