package io.github.bellows.driver.prepare;

import io.github.bellows.common.config.DataConfig;
import io.github.bellows.common.config.ValidationConfig;
import io.github.bellows.common.config.ValidationConfig.By;
import io.github.bellows.common.data.BlockInfo;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.apache.spark.api.java.JavaRDD;
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
   * @throws TrainingException ({@link ErrorCode#CONFIGURATION}) if there is no such column, or no
   *     row is so late
   */
  static SourceRows mark(SourceRows source, DataConfig data, long seed) {
    ValidationConfig validation = Objects.requireNonNull(data.validation());
    Dataset<Row> rows = source.rows();
    if (source.folder() != null) {
      FileListing files = source.folder().listing();
      return source.withRows(
          rows.withColumn(COLUMN, HeldOutFiles.of(files, validation.split(), seed)));
    }
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
    return source.withRows(marked);
  }

  /**
   * Checks how many samples were held out.
   *
   * @throws TrainingException ({@link ErrorCode#CONFIGURATION}) if none or all were
   */
  static void requireBoth(DataConfig data, ShuffleJob.Written written) {
    ValidationConfig validation = Objects.requireNonNull(data.validation());
    long held = written.heldOut().stream().mapToLong(BlockInfo::records).sum();
    long trained = written.main().stream().mapToLong(BlockInfo::records).sum();
    if (held == 0 || trained == 0) {
      throw TrainingException.of(
          ErrorCode.CONFIGURATION,
          "data.validation.split = " + validation.split() + " by " + validation.by().word(),
          "holds out " + held + " of " + (held + trained) + " samples",
          "Choose another share, column or way");
    }
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
    JavaRDD<Row> times = rows.select(time).where(time.isNotNull()).sort(time).toJavaRDD();
    List<Long> counts = times.mapPartitions(HeldOutRows::count).collect();
    long count = counts.stream().mapToLong(Long::longValue).sum();
    long held =
        BigDecimal.valueOf(validation.split()).multiply(BigDecimal.valueOf(count)).longValue();
    if (held < 1) {
      throw TrainingException.of(
          ErrorCode.CONFIGURATION,
          "data.validation.split = " + validation.split(),
          "holds out none of " + count + " samples",
          "Raise it, or give more data");
    }
    long before = 0;
    int partition = 0;
    while (before + counts.get(partition) <= count - held) {
      before += counts.get(partition++);
    }
    int place = partition;
    int inPlace = (int) (count - held - before);
    List<Row> first =
        times
            .mapPartitionsWithIndex(
                (index, part) -> index == place ? at(part, inPlace) : List.<Row>of().iterator(),
                false)
            .collect();
    return time.geq(functions.lit(first.get(0).get(0)));
  }

  private static Iterator<Long> count(Iterator<Row> rows) {
    long count = 0;
    for (; rows.hasNext(); rows.next()) {
      count++;
    }
    return List.of(count).iterator();
  }

  private static Iterator<Row> at(Iterator<Row> rows, int place) {
    // Spark's iterators have a next row only once they were asked for it.
    for (int i = 0; rows.hasNext(); i++) {
      Row row = rows.next();
      if (i == place) {
        return List.of(row).iterator();
      }
    }
    throw new IllegalStateException("a partition has fewer rows than were counted");
  }

  /** Returns the place of the mark among a row's cells, or −1. */
  static int index(SourceRows source) {
    return Arrays.asList(source.rows().schema().fieldNames()).indexOf(COLUMN);
  }
}
