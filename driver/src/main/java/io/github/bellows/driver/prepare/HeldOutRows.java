package io.github.bellows.driver.prepare;

import io.github.bellows.common.config.DataConfig;
import io.github.bellows.common.config.ValidationConfig;
import io.github.bellows.common.config.ValidationConfig.By;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.functions;

/** Marks the rows that are held out for validation, where the order of records does not say it. */
final class HeldOutRows {
  /** Technical column: whether a row is held out. */
  static final String COLUMN = SourceRows.TECHNICAL + "held_out";

  private static final double HASHES = 0x1p32;

  private HeldOutRows() {}

  /** Returns whether rows have to be marked. */
  static boolean areMarked(DataConfig data) {
    ValidationConfig validation = data.validation();
    return validation != null && validation.split() > 0 && validation.by() != By.RANDOM;
  }

  /**
   * Returns the rows with their mark, which depends on the rows and the seed alone.
   *
   * @throws TrainingException ({@link ErrorCode#CONFIGURATION}) if there is no such column, or none
   *     or all rows would be held out
   */
  static SourceRows mark(SourceRows source, DataConfig data, long seed) {
    ValidationConfig validation = Objects.requireNonNull(data.validation());
    Dataset<Row> rows = source.rows();
    List<String> columns = source.columns();
    String key = validation.by() == By.CLASS ? "data.label.column" : "data.validation.column";
    String name =
        validation.by() == By.CLASS
            ? data.label().column()
            : Objects.requireNonNull(validation.column());
    ColumnPlan.require(key, name, columns);
    Column column = SourceRows.column(name);
    Dataset<Row> marked =
        switch (validation.by()) {
          case GROUP -> rows.withColumn(COLUMN, ofGroups(column, validation.split(), seed));
          case TIME -> rows.withColumn(COLUMN, latest(rows, column, validation));
          default -> rows.withColumn(COLUMN, ofClasses(column, columns, validation.split(), seed));
        };
    long all = marked.toJavaRDD().count();
    long held = marked.where(functions.col(COLUMN)).toJavaRDD().count();
    if (held == 0 || held == all) {
      throw TrainingException.of(
          ErrorCode.CONFIGURATION,
          "data.validation.split = " + validation.split() + " by " + validation.by().word(),
          "holds out " + held + " of " + all + " samples",
          "Choose another share, column or way");
    }
    return source.withRows(marked);
  }

  private static Column ofGroups(Column column, double split, long seed) {
    Column hash = functions.xxhash64(functions.lit(seed), column.cast("string"));
    return functions.pmod(hash, functions.lit((long) HASHES)).lt(split * HASHES);
  }

  /**
   * The hash of a row's own cells orders the rows of a class; equal rows are as good as another.
   */
  private static Column ofClasses(Column label, List<String> columns, double split, long seed) {
    Column[] cells = new Column[columns.size() + 1];
    cells[0] = functions.lit(seed);
    for (int i = 1; i < cells.length; i++) {
      cells[i] = SourceRows.column(columns.get(i - 1));
    }
    WindowSpec ofClass = Window.partitionBy(label);
    Column rank = functions.row_number().over(ofClass.orderBy(functions.xxhash64(cells)));
    return rank.leq(functions.floor(functions.count("*").over(ofClass).multiply(split)));
  }

  /** Rows of one time stay together. */
  private static Column latest(Dataset<Row> rows, Column time, ValidationConfig validation) {
    Dataset<Row> times = rows.select(time).where(time.isNotNull());
    long count = times.toJavaRDD().count();
    long held =
        BigDecimal.valueOf(validation.split()).multiply(BigDecimal.valueOf(count)).longValue();
    if (held < 1) {
      throw TrainingException.of(
          ErrorCode.CONFIGURATION,
          "data.validation.split = " + validation.split(),
          "holds out none of " + count + " samples",
          "Raise it, or give more data");
    }
    long last = count - held;
    List<Row> first =
        times
            .sort(time)
            .toJavaRDD()
            .zipWithIndex()
            .filter(row -> row._2() == last)
            .map(row -> row._1())
            .collect();
    return time.geq(functions.lit(first.get(0).get(0)));
  }

  /** Returns the place of the mark among a row's cells, or −1. */
  static int index(SourceRows source) {
    return Arrays.asList(source.rows().schema().fieldNames()).indexOf(COLUMN);
  }
}
