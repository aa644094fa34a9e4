package io.github.bellows.driver.prepare;

import io.github.bellows.common.data.Label;
import io.github.bellows.common.data.LabelField;
import io.github.bellows.common.data.LengthColumn;
import io.github.bellows.common.data.Preprocessing;
import io.github.bellows.common.data.SampleSchema;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Row;

/**
 * Writes what stands behind the features of a record: labels, weight and length of a row. Without
 * labels, as predict has it, labels are 0 and the weight is 1. Immutable.
 */
final class TargetEncoder implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int NONE = -1;

  private final RowCells cells;
  private final int[] labelIndex;
  private final int weightIndex;
  private final int lengthIndex;
  private final int steps;

  /**
   * Finds the columns, all of which the source has.
   *
   * @param labelled whether rows have labels and weights
   */
  TargetEncoder(Preprocessing recipe, RowCells cells, boolean labelled) {
    this.cells = cells;
    List<LabelField> labels = recipe.schema().labels();
    this.labelIndex = new int[labels.size()];
    for (int i = 0; i < labelIndex.length; i++) {
      LabelField label = labels.get(i);
      boolean hasColumn = labelled && !(label.label() instanceof Label.Features);
      labelIndex[i] = hasColumn ? cells.indexOf(label.name()) : NONE;
    }
    String weight = recipe.weightColumn();
    LengthColumn length = recipe.lengthColumn();
    this.weightIndex = labelled && weight != null ? cells.indexOf(weight) : NONE;
    this.steps = length == null ? 0 : length.steps();
    this.lengthIndex = length != null ? cells.indexOf(length.name()) : NONE;
  }

  /**
   * Writes a row's labels, weight and length at the position of {@code record}, to its end.
   *
   * @param classes index of each class name, for each label
   */
  void put(Row row, SampleSchema schema, List<Map<String, Integer>> classes, ByteBuffer record) {
    for (int i = 0; i < labelIndex.length; i++) {
      int end = record.position() + schema.label(i).bytes();
      if (labelIndex[i] != NONE) {
        putLabel(row, labelIndex[i], schema.label(i), classes.get(i), record);
      }
      record.position(end);
    }
    if (schema.weighted()) {
      record.putFloat(weightIndex == NONE ? 1 : (float) cells.weight(row, weightIndex));
    }
    if (schema.lengths()) {
      record.putInt(cells.length(row, lengthIndex, steps));
    }
  }

  private void putLabel(
      Row row, int index, Label label, Map<String, Integer> classes, ByteBuffer record) {
    if (label instanceof Label.Classes) {
      record.putInt(classIndex(row, index, classes));
    } else if (label instanceof Label.Tags tags) {
      for (String tag : cells.tags(row, index, tags.separator())) {
        Integer known = classes.get(tag);
        if (known == null) {
          throw cells.bad(
              row,
              index,
              "'" + tag + "' is not among the " + classes.size() + " labels of the training data",
              "Correct or remove the row, or train with such samples");
        }
        record.put(record.position() + known, (byte) 1);
      }
    } else if (label instanceof Label.Mask mask) {
      putMask(row, index, mask, record);
    } else if (label instanceof Label.Values values) {
      putNumbers(row, index, values, record);
    }
  }

  private int classIndex(Row row, int index, Map<String, Integer> classes) {
    Integer known = classes.get(cells.text(row, index));
    if (known == null) {
      throw cells.bad(
          row,
          index,
          "is not among the " + classes.size() + " classes of the training data",
          "Correct or remove the row, or train with such samples");
    }
    return known;
  }

  private void putMask(Row row, int index, Label.Mask mask, ByteBuffer record) {
    byte[] indices = cells.classIndices(row, index);
    cells.checkWidth(row, index, indices.length, mask.length());
    int classes = mask.names().size();
    for (byte value : indices) {
      if ((value & 0xff) >= classes) {
        throw cells.bad(
            row,
            index,
            "holds class "
                + (value & 0xff)
                + ", but the training data has classes 0 to "
                + (classes - 1),
            "Correct or remove the row, or train with such samples");
      }
    }
    record.put(indices);
  }

  private void putNumbers(Row row, int index, Label.Values values, ByteBuffer record) {
    if (row.get(index) instanceof scala.collection.Seq || row.get(index) instanceof Vector) {
      double[] numbers = cells.numbers(row, index, values.gaps());
      cells.checkWidth(row, index, numbers.length, values.length());
      for (double number : numbers) {
        record.putFloat((float) number);
      }
    } else {
      cells.checkWidth(row, index, 1, values.length());
      boolean missing = values.gaps() && cells.isMissing(row, index);
      record.putFloat(missing ? Float.NaN : (float) cells.number(row, index));
    }
  }
}
