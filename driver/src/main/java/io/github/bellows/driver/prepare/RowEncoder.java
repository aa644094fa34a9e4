package io.github.bellows.driver.prepare;

import io.github.bellows.common.data.FeatureType;
import io.github.bellows.common.data.ImageFormat;
import io.github.bellows.common.data.Preprocessing;
import io.github.bellows.common.data.RecordDecoder;
import io.github.bellows.common.data.SampleSchema;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.model.Shape;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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
      SampleSchema schema,
      RecordDecoder decoder,
      List<ValueEncoder> columns,
      List<Map<String, Integer>> classes) {
    static Plan of(Preprocessing recipe) {
      boolean bytes = recipe.schema().type() == FeatureType.UINT8;
      return new Plan(
          recipe.schema(),
          new RecordDecoder(recipe.schema(), recipe.decoding()),
          recipe.columns().stream().map(column -> ValueEncoder.of(column, bytes)).toList(),
          recipe.schema().labels().stream()
              .map(field -> ValueEncoder.indexed(field.label().classNames()))
              .toList());
    }
  }

  private RowEncoder(Preprocessing preprocessing, SourceRows source, boolean labelled) {
    this.recipe = preprocessing.toJson();
    this.cells = new RowCells(source.origin(), source.rows().schema());
    List<String> columns = source.columns();
    checkShape(preprocessing, source);
    this.columnIndex = new int[preprocessing.columns().size()];
    for (int i = 0; i < columnIndex.length; i++) {
      String name = preprocessing.columns().get(i).name();
      ColumnPlan.require("data.features", name, columns);
      columnIndex[i] = cells.indexOf(name);
    }
    this.targets = new TargetEncoder(preprocessing, cells, columns, labelled);
  }

  /** Throws if a source's images are of other sizes than those of training, even if as large. */
  private static void checkShape(Preprocessing preprocessing, SourceRows source) {
    Shape trained = preprocessing.schema().shape();
    boolean images = preprocessing.source().name().equals(ImageFormat.NAME);
    if (images && source.shape() != null && !source.shape().equals(trained)) {
      throw TrainingException.of(
          ErrorCode.BAD_DATA,
          source.origin().source(),
          "images are " + source.shape() + ", those of the training data " + trained,
          "Give images of that size, or set size and channels to it");
    }
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
    boolean halves = current.schema.type() == FeatureType.FLOAT16;
    ByteBuffer values = halves ? HalfValues.buffer(current.schema.values()) : record;
    for (int i = 0; i < columnIndex.length; i++) {
      int column = columnIndex[i];
      current.columns.get(i).put(row, column, cells, values);
      if (halves) {
        HalfValues.move(values, record, (rule, fix) -> cells.bad(row, column, rule, fix));
      }
    }
    targets.put(row, current.schema, current.classes, record);
    return record.array();
  }

  /** Writes the scaled features of a row into {@code target}: at least {@code elements} floats. */
  public void features(Row row, float[] target) {
    plan().decoder.features(encode(row), target);
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
