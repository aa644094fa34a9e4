package io.github.bellows.driver.ml;

import io.github.bellows.common.data.Preprocessing;
import io.github.bellows.common.data.RecordDecoder;
import io.github.bellows.common.data.SampleBatch;
import io.github.bellows.driver.prepare.RowEncoder;
import io.github.bellows.worker.task.PredictionTask;
import io.github.bellows.worker.task.PredictionTask.Predicted;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** Adds predictions to the rows of a partition, which streams through. */
final class PredictedRows implements MapPartitionsFunction<Row, Row> {
  private static final long serialVersionUID = 1L;

  /** Not read: while a plan refers to this object, tasks find the network. */
  @SuppressWarnings("unused")
  private final transient SentNetwork network;

  private final PredictionTask<Row> task;
  private final Coding coding;
  private final RowOutput output;

  /**
   * How rows become samples.
   *
   * @param encoder makes records of rows
   * @param recipe by which records become samples, as JSON
   */
  record Coding(RowEncoder encoder, String recipe) implements Serializable {}

  PredictedRows(SentNetwork network, Coding coding, RowOutput output) {
    this.network = network;
    this.task = network.task();
    this.coding = coding;
    this.output = output;
  }

  @Override
  public Iterator<Row> call(Iterator<Row> rows) {
    Preprocessing recipe = Preprocessing.fromJson(coding.recipe(), Preprocessing.NAME);
    RecordDecoder decoder = new RecordDecoder(recipe.schema(), recipe.decoding());
    SampleBatch batch = new SampleBatch(decoder.schema(), PredictionTask.BATCH);
    Iterator<Predicted<Row>> predicted =
        task.predict(
            rows, batch, (row, samples) -> decoder.append(coding.encoder().encode(row), samples));
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return predicted.hasNext();
      }

      @Override
      public Row next() {
        return row(predicted.next());
      }
    };
  }

  private Row row(Predicted<Row> predicted) {
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < predicted.row().length(); i++) {
      values.add(predicted.row().get(i));
    }
    output.add(predicted.outputs()[0], values);
    return RowFactory.create(values.toArray());
  }
}
