package io.github.bellows.driver.prepare;

import io.github.bellows.common.data.IdxReader;
import io.github.bellows.common.storage.Storage;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.util.SerializableConfiguration;
import org.jspecify.annotations.Nullable;

/** Streams the rows of a pair of IDX files inside a task, one item in memory at a time. */
final class IdxRows implements FlatMapFunction<Long, Row> {
  private static final long serialVersionUID = 1L;

  private final SerializableConfiguration hadoop;
  private final String features;
  private final @Nullable String labels;

  IdxRows(SerializableConfiguration hadoop, String features, @Nullable String labels) {
    this.hadoop = hadoop;
    this.features = features;
    this.labels = labels;
  }

  @Override
  public Iterator<Row> call(Long ignored) {
    Storage storage = new Storage(hadoop.value());
    IdxReader featureReader = IdxReader.open(storage, new Path(features));
    IdxReader labelReader = labels == null ? null : IdxReader.open(storage, new Path(labels));
    TaskContext.get()
        .addTaskCompletionListener(
            context -> {
              featureReader.close();
              if (labelReader != null) {
                labelReader.close();
              }
            });
    return new Rows(featureReader, labelReader);
  }

  private static final class Rows implements Iterator<Row> {
    private final IdxReader features;
    private final @Nullable IdxReader labels;
    private @Nullable Row next;

    Rows(IdxReader features, @Nullable IdxReader labels) {
      this.features = features;
      this.labels = labels;
      this.next = read();
    }

    @Override
    public boolean hasNext() {
      return next != null;
    }

    @Override
    public Row next() {
      Row row = next;
      if (row == null) {
        throw new NoSuchElementException();
      }
      next = read();
      return row;
    }

    private @Nullable Row read() {
      byte[] item = features.next();
      byte[] label = labels == null ? null : labels.next();
      if (item == null || (labels != null && label == null)) {
        return null;
      }
      Object value = features.isBytes() ? item : features.numbers(item);
      if (labels == null || label == null) {
        return RowFactory.create(value);
      }
      double number = labels.numbers(label)[0];
      return labels.isWhole()
          ? RowFactory.create(value, (int) number)
          : RowFactory.create(value, number);
    }
  }
}
