package io.github.bellows.driver.prepare;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.api.java.function.PairFlatMapFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.util.CollectionAccumulator;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;

/**
 * Encodes the rows of a partition. The first bad row ends the partition and becomes a value in the
 * accumulator, which the driver looks at before it uses anything that was written.
 */
final class EncodeTask implements PairFlatMapFunction<Iterator<Row>, RecordKey, Boolean> {
  private static final long serialVersionUID = 1L;

  private final RowEncoder encoder;
  private final int heldOut;
  private final long seed;
  private final CollectionAccumulator<TaskFailure> failures;

  /**
   * Creates the task.
   *
   * @param heldOut place of the cell that says whether a row is held out; −1 if none says so
   */
  EncodeTask(
      RowEncoder encoder, int heldOut, long seed, CollectionAccumulator<TaskFailure> failures) {
    this.encoder = encoder;
    this.heldOut = heldOut;
    this.seed = seed;
    this.failures = failures;
  }

  @Override
  public Iterator<Tuple2<RecordKey, Boolean>> call(Iterator<Row> rows) throws Exception {
    return new Records(rows, advance(rows));
  }

  private @Nullable Tuple2<RecordKey, Boolean> advance(Iterator<Row> rows) throws Exception {
    try {
      if (!rows.hasNext()) {
        return null;
      }
      Row row = rows.next();
      boolean held = heldOut >= 0 && row.getBoolean(heldOut);
      return new Tuple2<>(RecordKey.of(seed, encoder.encode(row)), held);
    } catch (Exception e) {
      failures.add(TaskFailure.of(e));
      return null;
    }
  }

  private final class Records implements Iterator<Tuple2<RecordKey, Boolean>> {
    private final Iterator<Row> rows;
    private @Nullable Tuple2<RecordKey, Boolean> next;

    Records(Iterator<Row> rows, @Nullable Tuple2<RecordKey, Boolean> first) {
      this.rows = rows;
      this.next = first;
    }

    @Override
    public boolean hasNext() {
      return next != null;
    }

    @Override
    public Tuple2<RecordKey, Boolean> next() {
      Tuple2<RecordKey, Boolean> record = next;
      if (record == null) {
        throw new NoSuchElementException();
      }
      try {
        next = advance(rows);
      } catch (Exception e) {
        throw e instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(e);
      }
      return record;
    }
  }
}
