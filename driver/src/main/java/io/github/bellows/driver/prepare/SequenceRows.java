package io.github.bellows.driver.prepare;

import io.github.bellows.common.data.RowSelection.Sequence;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.functions;

/** Makes sequences of ordered rows. */
final class SequenceRows {
  private static final String NUMBER = SourceRows.TECHNICAL + "number";
  private static final String TARGET = SourceRows.TECHNICAL + "target";

  private SequenceRows() {}

  /**
   * Returns a row for each sequence that is whole, and whose target is there if it has one.
   *
   * @throws io.github.bellows.common.error.TrainingException if there is no such column
   */
  static Dataset<Row> of(Dataset<Row> rows, Sequence sequence) {
    List<String> columns =
        Arrays.stream(rows.schema().fieldNames())
            .filter(name -> !name.startsWith(SourceRows.TECHNICAL))
            .toList();
    Stream.of(List.of(sequence.order()), sequence.group(), sequence.values())
        .flatMap(List::stream)
        .forEach(name -> ColumnPlan.require("sequence", name, columns));
    WindowSpec ordered =
        Window.partitionBy(columns(sequence.group())).orderBy(SourceRows.column(sequence.order()));
    Column step =
        functions.array(
            sequence.values().stream()
                .map(name -> SourceRows.column(name).cast("double"))
                .toArray(Column[]::new));
    Column steps =
        functions.collect_list(step).over(ordered.rowsBetween(1L - sequence.length(), 0));
    Dataset<Row> windows =
        rows.withColumn(Sequence.COLUMN, functions.flatten(steps))
            .withColumn(NUMBER, functions.row_number().over(ordered));
    String target = sequence.target();
    if (target != null) {
      ColumnPlan.require("sequence.target", target, columns);
      Column later = functions.lead(SourceRows.column(target), sequence.ahead()).over(ordered);
      windows = windows.withColumn(TARGET, later);
    }
    Column whole =
        functions
            .col(NUMBER)
            .geq(sequence.length())
            .and(functions.col(NUMBER).minus(sequence.length()).mod(sequence.stride()).equalTo(0));
    windows = windows.where(whole).drop(NUMBER);
    return target == null
        ? windows
        : windows
            .where(functions.col(TARGET).isNotNull())
            .withColumn(target, functions.col(TARGET))
            .drop(TARGET);
  }

  private static Column[] columns(List<String> names) {
    return names.stream().map(SourceRows::column).toArray(Column[]::new);
  }
}
