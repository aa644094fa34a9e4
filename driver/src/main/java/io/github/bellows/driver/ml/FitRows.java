package io.github.bellows.driver.ml;

import io.github.bellows.common.config.DataConfig;
import io.github.bellows.common.config.LabelConfig;
import io.github.bellows.common.config.SourceConfig;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.driver.prepare.RowSource;
import io.github.bellows.driver.prepare.SourceRows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.storage.StorageLevel;

/**
 * The rows of a fit, of the columns that it needs. Unless the user has cached them, they are kept
 * on the executors, spilled to their disks, while this is open: rows are read more than once, and
 * must be the same ones.
 */
final class FitRows implements RowSource, AutoCloseable {
  private final DataConfig data;
  private final String indicator;
  private final Dataset<Row> rows;
  private final boolean kept;

  /**
   * Takes the rows.
   *
   * @param indicator column that is true for rows to validate on; empty for none
   * @throws TrainingException ({@link ErrorCode#CONFIGURATION}) if a column is missing
   */
  FitRows(Dataset<?> dataset, DataConfig data, String indicator) {
    this.data = data;
    this.indicator = indicator;
    ColumnCheck check = new ColumnCheck(dataset.schema());
    Set<String> names = new LinkedHashSet<>(data.features().others());
    names.addAll(data.features().categorical());
    if (data.length() != null) {
      names.add(data.length());
    }
    names.forEach(name -> check.require("conf", name));
    if (data.features().numeric() != null) {
      names.addAll(data.features().numeric());
    }
    names.removeAll(Arrays.asList(label(), weight(), indicator));
    List<Column> columns = new ArrayList<>();
    names.forEach(name -> columns.add(column(name)));
    columns.add(finite(label()).as(label()));
    if (!weight().isEmpty()) {
      columns.add(column(weight()).cast(DataTypes.DoubleType).as(weight()));
    }
    if (!indicator.isEmpty()) {
      columns.add(isTrue(column(indicator)).as(indicator));
    }
    Dataset<Row> selected = dataset.toDF().select(columns.toArray(Column[]::new));
    kept = dataset.storageLevel().equals(StorageLevel.NONE());
    rows = kept ? selected.persist(StorageLevel.MEMORY_AND_DISK()) : selected;
  }

  private String label() {
    return data.label().column();
  }

  private String weight() {
    return data.weight() == null ? "" : data.weight();
  }

  private static Column column(String name) {
    return functions.col("`" + name.replace("`", "``") + "`");
  }

  /** A label that is no number at all is as good as missing. */
  private static Column finite(String name) {
    Column number = column(name).cast(DataTypes.DoubleType);
    return functions.when(functions.abs(number).lt(Double.POSITIVE_INFINITY), number);
  }

  private static Column isTrue(Column condition) {
    return functions.coalesce(condition, functions.lit(false));
  }

  /**
   * Checks that the training rows have more than one class, if they have classes.
   *
   * @throws TrainingException ({@link ErrorCode#BAD_DATA}) if not
   */
  void checkClasses() {
    if (data.label().kind() != LabelConfig.Kind.CLASS) {
      return;
    }
    Column label = column(label());
    Row range = training().agg(functions.min(label), functions.max(label)).first();
    if (!range.isNullAt(0) && range.getDouble(0) == range.getDouble(1)) {
      throw TrainingException.of(
          ErrorCode.BAD_DATA,
          "labelCol = " + label(),
          "all training rows are of class " + range.getDouble(0),
          "Give rows of at least two classes");
    }
  }

  @Override
  public SourceRows read(SourceConfig source) {
    boolean validates = source.name().equals(FitConfig.VALIDATION);
    return SourceRows.of(validates ? validation() : training(), source.name());
  }

  private Dataset<Row> training() {
    Dataset<Row> chosen =
        indicator.isEmpty()
            ? rows
            : rows.where(functions.not(column(indicator))).drop(column(indicator));
    return weighing(chosen);
  }

  private Dataset<Row> validation() {
    return weighing(rows.where(column(indicator)).drop(column(indicator)));
  }

  /** Rows that weigh nothing have no part in steps, statistics and order. */
  private Dataset<Row> weighing(Dataset<Row> chosen) {
    return weight().isEmpty()
        ? chosen
        : chosen.where(functions.not(isTrue(column(weight()).equalTo(0.0))));
  }

  @Override
  public void close() {
    if (kept) {
      var unused = rows.unpersist();
    }
  }
}
