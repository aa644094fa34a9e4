package io.github.bellows.driver.run;

import io.github.bellows.common.data.Label;
import io.github.bellows.common.loss.Loss;
import io.github.bellows.common.metric.Argmax;
import io.github.bellows.common.metric.Measure;
import io.github.bellows.common.model.Network;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * What one output of a network adds to predicted rows: {@code prediction}, and beside it how sure
 * the network is where it says so.
 *
 * <ul>
 *   <li>A class: its name, as a whole number if all names are such as Java would write them; {@code
 *       probability} of each class, or {@code score} with the loss hinge. Of one output that tells
 *       two classes apart, the probability or score is the second's.
 *   <li>A mask: the class index of every place, row by row. No probabilities: they would be as many
 *       images as there are classes.
 *   <li>Answers: 1 or 0 each with their {@code probability}; with hinge 1 or −1 and {@code score}.
 *   <li>Tags: the names of those that are predicted, and the {@code probability} of each.
 *   <li>Values: as they are; of features, in the scaled features' unit.
 * </ul>
 */
final class PredictedOutput implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final float HALF = 0.5f;

  private final String prefix;
  private final List<Column> columns = new ArrayList<>();

  /**
   * A column, or an array in one.
   *
   * @param name its name
   * @param element type of its values, or of an array's elements
   * @param length of an array; 0 for a value
   * @param names of the elements where an array is spread over columns; numbers if empty
   * @param read makes the value, or a primitive array, of an output's elements
   */
  record Column(String name, DataType element, int length, List<String> names, Read read)
      implements Serializable {
    private static final long serialVersionUID = 1L;

    boolean isArray() {
      return length > 0;
    }

    /** Returns the name of the column that holds one element of an array. */
    String nameOf(int index) {
      return name + "_" + (names.isEmpty() ? String.valueOf(index) : names.get(index));
    }
  }

  /** Names in an array, or one text where there are no arrays. */
  record Names(List<String> names, String separator) {
    Object value(boolean flat) {
      return flat ? String.join(separator, names) : names.toArray(String[]::new);
    }
  }

  /** Makes a value of the elements of an output. */
  interface Read extends Serializable {
    /** Returns a value, an array of primitives, or {@link Names}. */
    Object of(float[] outputs);
  }

  private PredictedOutput(String prefix) {
    this.prefix = prefix;
  }

  /**
   * Returns what an output adds.
   *
   * @param prefix stands before the names of its columns
   */
  static PredictedOutput of(Network.Output output, Label label, Measure measure, String prefix) {
    PredictedOutput predicted = new PredictedOutput(prefix);
    int width = output.width();
    Loss.Prediction kind = output.spec().loss().prediction();
    switch (measure) {
      case CLASSES -> predicted.addClass(label.classNames(), width, kind);
      case MASKS -> predicted.addMask(output.shape().size(0), width);
      case ANSWERS -> {
        if (label instanceof Label.Tags tags) {
          predicted.addTags(tags, threshold(kind));
        } else {
          predicted.addAnswers(width, kind);
        }
      }
      case VALUES -> predicted.addNumbers("prediction", width, List.of());
    }
    return predicted;
  }

  private void addClass(List<String> known, int width, Loss.Prediction kind) {
    boolean sign = width == 1 && kind != Loss.Prediction.CLASSES;
    List<String> growing = new ArrayList<>(known);
    for (int i = growing.size(); i < (sign ? 2 : width); i++) {
      growing.add(String.valueOf(i)); // outputs that no training label named
    }
    List<String> names = List.copyOf(growing);
    float threshold = threshold(kind);
    boolean numbered = numbered(names);
    add(
        "prediction",
        numbered ? DataTypes.IntegerType : DataTypes.StringType,
        outputs -> {
          int index = outputs[0] > threshold ? 1 : 0;
          String name = names.get(sign ? index : Argmax.of(outputs, 0, outputs.length));
          return numbered ? (Object) Integer.valueOf(name) : name;
        });
    if (sign) {
      addNumbers(certainty(kind), 1, List.of());
    } else {
      addArray(certainty(kind), DataTypes.FloatType, width, names, outputs -> outputs);
    }
  }

  private void addMask(int classes, int width) {
    int places = width / classes;
    addArray(
        "prediction",
        DataTypes.IntegerType,
        places,
        List.of(),
        outputs -> {
          int[] indices = new int[places];
          for (int place = 0; place < places; place++) {
            indices[place] = Argmax.of(outputs, place, classes, places);
          }
          return indices;
        });
  }

  private void addAnswers(int width, Loss.Prediction kind) {
    float threshold = threshold(kind);
    int no = kind == Loss.Prediction.SCORES ? -1 : 0;
    if (width == 1) {
      add(
          "prediction",
          DataTypes.IntegerType,
          outputs -> Integer.valueOf(outputs[0] > threshold ? 1 : no));
    } else {
      addArray(
          "prediction",
          DataTypes.IntegerType,
          width,
          List.of(),
          outputs -> {
            int[] answers = new int[width];
            for (int i = 0; i < width; i++) {
              answers[i] = outputs[i] > threshold ? 1 : no;
            }
            return answers;
          });
    }
    addNumbers(certainty(kind), width, List.of());
  }

  private void addTags(Label.Tags tags, float threshold) {
    List<String> names = tags.names();
    String separator = tags.separator();
    add(
        "prediction",
        DataTypes.createArrayType(DataTypes.StringType, false),
        outputs ->
            new Names(
                IntStream.range(0, outputs.length)
                    .filter(i -> outputs[i] > threshold)
                    .mapToObj(names::get)
                    .toList(),
                separator));
    addArray("probability", DataTypes.FloatType, names.size(), names, outputs -> outputs);
  }

  private void addNumbers(String name, int width, List<String> names) {
    if (width == 1) {
      add(name, DataTypes.FloatType, outputs -> Float.valueOf(outputs[0]));
    } else {
      addArray(name, DataTypes.FloatType, width, names, outputs -> outputs);
    }
  }

  private void add(String name, DataType type, Read read) {
    columns.add(new Column(prefix + name, type, 0, List.of(), read));
  }

  private void addArray(String name, DataType type, int length, List<String> names, Read read) {
    columns.add(new Column(prefix + name, type, length, names, read));
  }

  private static float threshold(Loss.Prediction kind) {
    return kind == Loss.Prediction.PROBABILITIES ? HALF : 0;
  }

  private static String certainty(Loss.Prediction kind) {
    return kind == Loss.Prediction.SCORES ? "score" : "probability";
  }

  private static boolean numbered(List<String> names) {
    return names.stream().allMatch(name -> name.matches("0|-?[1-9]\\d{0,8}"));
  }

  /** Returns its columns in order. */
  List<Column> columns() {
    return columns;
  }
}
