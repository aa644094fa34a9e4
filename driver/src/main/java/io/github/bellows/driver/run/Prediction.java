package io.github.bellows.driver.run;

import io.github.bellows.common.config.SourceConfig;
import io.github.bellows.common.data.OutputLabels;
import io.github.bellows.common.data.RecordDecoder;
import io.github.bellows.common.data.SampleBatch;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.model.Network;
import io.github.bellows.common.storage.Storage;
import io.github.bellows.driver.prepare.RowEncoder;
import io.github.bellows.driver.prepare.SourceRows;
import io.github.bellows.driver.prepare.Sources;
import io.github.bellows.worker.engine.EngineProvider;
import io.github.bellows.worker.task.Delivery;
import io.github.bellows.worker.task.PredictionTask;
import io.github.bellows.worker.task.SentParameters;
import io.github.bellows.worker.task.Supplies;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Adds a model's predictions to the rows of a source and writes them. */
public final class Prediction {
  private final SparkSession spark;
  private final Storage storage;
  private final String engine;

  /**
   * Creates a prediction that computes in a session, which stays the caller's.
   *
   * @param engine kind of the engine, as {@code cluster.engine}
   */
  public Prediction(SparkSession spark, Storage storage, String engine) {
    this.spark = spark;
    this.storage = storage;
    this.engine = engine;
  }

  /** How predictions are written. */
  public enum Format {
    /** Columns as they are; several numbers of one output are an array. */
    PARQUET,
    /** With a header; one column per element instead of an array; without columns of bytes. */
    CSV
  }

  /**
   * Predicts every row of a source, in parallel and batch by batch.
   *
   * @param target directory to write; must not exist
   * @throws TrainingException if the source is missing, bad or does not fit the model, or the
   *     target cannot be written
   */
  public void write(SavedModel model, SourceConfig source, Path target, Format format) {
    storage.requireAbsent(target, "Choose another place, or remove it first");
    EngineProvider engines = Engines.ALL.of(engine);
    engines.requireExpressible(model.network());
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    Supplies supplies =
        new Supplies(model.network(), engines, model.preprocessing().decoding(), storage);
    SourceRows rows = new Sources(spark, storage).read(source);
    try (Delivery delivery = new Delivery(context, supplies);
        SentParameters sent = new SentParameters(context, model.parameters())) {
      PredictionTask<Row> task = new PredictionTask<>(delivery, sent);
      Dataset<Row> predicted = predict(model, rows, task, format);
      if (format == Format.CSV) {
        predicted.write().option("header", true).csv(target.toString());
      } else {
        predicted.write().parquet(target.toString());
      }
      rows.reportSkipped(source.name());
    } catch (Exception e) { // Spark throws checked exceptions that Java does not see
      storage.delete(target);
      throw failed(target, e);
    }
  }

  private static TrainingException failed(Path target, Exception failure) {
    TrainingException known = TrainingException.findIn(failure);
    if (known != null) {
      return known;
    }
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof IOException || cause instanceof FSError) {
        return new TrainingException(
            ErrorCode.CANNOT_WRITE,
            Storage.display(target)
                + ": predictions cannot be written ("
                + cause.getMessage()
                + "). Free space there, or choose another place.",
            failure);
      }
    }
    return new TrainingException(
        ErrorCode.INTERNAL,
        "prediction failed ("
            + String.valueOf(failure.getMessage()).lines().findFirst().orElse("")
            + "). See the log.",
        failure);
  }

  private Dataset<Row> predict(
      SavedModel model, SourceRows rows, PredictionTask<Row> task, Format format) {
    RowEncoder encoder = RowEncoder.unlabelled(model.preprocessing(), rows);
    String recipe = model.preprocessing().toJson();
    PredictedColumns columns = PredictedColumns.of(rows, outputs(model), format);
    return spark.createDataFrame(
        rows.rows()
            .toJavaRDD()
            .mapPartitions(
                partition -> {
                  RecordDecoder decoder = PredictedColumns.decoder(recipe);
                  SampleBatch batch = new SampleBatch(decoder.schema(), PredictionTask.BATCH);
                  return columns.rows(
                      task.predict(
                          partition,
                          batch,
                          (row, samples) -> decoder.append(encoder.encode(row), samples)));
                }),
        columns.schema());
  }

  private static List<PredictedOutput> outputs(SavedModel model) {
    List<Network.Output> outputs = model.network().outputs();
    OutputLabels labels = OutputLabels.of(model.network(), model.preprocessing().schema());
    List<PredictedOutput> predicted = new ArrayList<>();
    for (int i = 0; i < outputs.size(); i++) {
      String prefix = outputs.size() == 1 ? "" : outputs.get(i).spec().layer() + "_";
      predicted.add(PredictedOutput.of(outputs.get(i), labels.label(i), labels.measure(i), prefix));
    }
    return predicted;
  }
}
