package io.github.bellows.driver.prepare;

import io.github.bellows.common.data.FeatureColumn;
import io.github.bellows.common.data.FeatureType;
import io.github.bellows.common.data.Preprocessing;
import io.github.bellows.common.data.RecordDecoder;
import io.github.bellows.common.data.SampleSchema;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * Turns a row of a source into a record, by the recipe of the training data. The same code serves
 * prepare, evaluate and predict. Serializable; one thread at a time per copy.
 *
 * <p>Its errors are {@link io.github.bellows.common.error.TrainingException}s that name file, line
 * and column where they are known.
 */
public final class RowEncoder implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String recipe;
  private final RowCells cells;
  private final int[] columnIndex;
  private final TargetEncoder targets;
  private transient @Nullable Plan plan;

  /** The recipe in the form that encoding needs; rebuilt on each executor. */
  private record Plan(
      Preprocessing recipe,
      SampleSchema schema,
      RecordDecoder decoder,
      List<Map<String, Integer>> categories,
      List<Map<String, Integer>> classes) {
    static Plan of(Preprocessing recipe) {
      return new Plan(
          recipe,
          recipe.schema(),
          new RecordDecoder(recipe.schema(), recipe.scaling()),
          recipe.columns().stream().map(column -> indexed(column.categories())).toList(),
          recipe.schema().labels().stream()
              .map(field -> indexed(field.label().classNames()))
              .toList());
    }

    private static Map<String, Integer> indexed(List<String> names) {
      Map<String, Integer> indices = new HashMap<>();
      names.forEach(name -> indices.put(name, indices.size()));
      return indices;
    }
  }

  private RowEncoder(Preprocessing preprocessing, SourceRows source, boolean labelled) {
    this.recipe = preprocessing.toJson();
    this.cells = new RowCells(source.origin(), source.rows().schema());
    List<String> columns = source.columns();
    this.columnIndex = new int[preprocessing.columns().size()];
    for (int i = 0; i < columnIndex.length; i++) {
      String name = preprocessing.columns().get(i).name();
      ColumnPlan.require("data.features", name, columns);
      columnIndex[i] = cells.indexOf(name);
    }
    this.targets = new TargetEncoder(preprocessing, cells, columns, labelled);
  }

  /**
   * Returns an encoder of features, labels, weight and length.
   *
   * @throws io.github.bellows.common.error.TrainingException if the source lacks a column
   */
  public static RowEncoder labelled(Preprocessing preprocessing, SourceRows source) {
    return new RowEncoder(preprocessing, source, true);
  }

  /**
   * Returns an encoder of features and length; labels of its records are 0 and weights 1, whatever
   * the source has.
   *
   * @throws io.github.bellows.common.error.TrainingException if the source lacks a column
   */
  public static RowEncoder unlabelled(Preprocessing preprocessing, SourceRows source) {
    return new RowEncoder(preprocessing, source, false);
  }

  /** Returns the record of a row. */
  public byte[] encode(Row row) {
    Plan current = plan();
    cells.checkWhole(row);
    ByteBuffer record =
        ByteBuffer.allocate(current.schema.recordBytes()).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < columnIndex.length; i++) {
      FeatureColumn column = current.recipe.columns().get(i);
      putFeatures(row, columnIndex[i], column, current.categories.get(i), record);
    }
    targets.put(row, current.schema, current.classes, record);
    return record.array();
  }

  /** Writes the scaled features of a row into {@code target}: at least {@code elements} floats. */
  public void features(Row row, float[] target) {
    plan().decoder.features(encode(row), target);
  }

  private void putFeatures(
      Row row,
      int index,
      FeatureColumn column,
      Map<String, Integer> categories,
      ByteBuffer record) {
    switch (column.kind()) {
      case NUMBER -> record.putFloat((float) cells.number(row, index));
      case CATEGORY -> {
        int position = categories.getOrDefault(cells.text(row, index), -1);
        for (int i = 0; i < column.width(); i++) {
          record.putFloat(i == position ? 1 : 0);
        }
      }
      case ARRAY -> {
        double[] numbers = cells.numbers(row, index);
        cells.checkWidth(row, index, numbers.length, column.width());
        for (double number : numbers) {
          record.putFloat((float) number);
        }
      }
      case BYTES -> {
        byte[] bytes = cells.bytes(row, index);
        cells.checkWidth(row, index, bytes.length, column.width());
        putBytes(bytes, record);
      }
    }
  }

  private void putBytes(byte[] bytes, ByteBuffer record) {
    if (plan().schema.type() == FeatureType.UINT8) {
      record.put(bytes);
      return;
    }
    for (byte value : bytes) {
      record.putFloat(value & 0xff);
    }
  }

  private Plan plan() {
    Plan known = plan;
    if (known == null) {
      known = Plan.of(Preprocessing.fromJson(recipe, Preprocessing.NAME));
      plan = known;
    }
    return known;
  }
}
