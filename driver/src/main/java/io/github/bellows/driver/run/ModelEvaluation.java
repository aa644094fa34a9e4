package io.github.bellows.driver.run;

import io.github.bellows.common.config.SourceConfig;
import io.github.bellows.common.data.BlockManifest;
import io.github.bellows.common.metric.Evaluation;
import io.github.bellows.common.storage.Storage;
import io.github.bellows.driver.cluster.Slots;
import io.github.bellows.driver.cluster.SparkValidator;
import io.github.bellows.driver.prepare.Preparation;
import io.github.bellows.worker.engine.EngineProvider;
import io.github.bellows.worker.task.Delivery;
import io.github.bellows.worker.task.Supplies;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** Measures a saved model on labelled data, exactly as a run validates. */
public final class ModelEvaluation {
  private final SparkSession spark;
  private final Storage storage;
  private final String engine;

  /**
   * Creates an evaluation that computes in a session, which stays the caller's.
   *
   * @param engine kind of the engine, as {@code cluster.engine}
   */
  public ModelEvaluation(SparkSession spark, Storage storage, String engine) {
    this.spark = spark;
    this.storage = storage;
    this.engine = engine;
  }

  /**
   * Returns the figures of a model on a source.
   *
   * @param preparedRoot where prepared data is kept
   * @throws io.github.bellows.common.error.TrainingException if the source is missing, bad, or does
   *     not fit the model
   */
  public Evaluation evaluate(SavedModel model, SourceConfig source, Path preparedRoot) {
    return evaluate(
        model,
        new Preparation(spark, storage)
            .prepareForEvaluation(source, model.preprocessing(), preparedRoot));
  }

  /** Returns the figures of a model on a prepared set. */
  public Evaluation evaluate(SavedModel model, Path set) {
    NetworkCheck.checkLabels(model.network(), BlockManifest.read(storage, set).schema());
    EngineProvider engines = Engines.ALL.of(engine);
    engines.requireExpressible(model.network());
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    int workers = Slots.of(context.sc(), Integer.MAX_VALUE).available();
    try (Delivery delivery =
        new Delivery(
            context,
            new Supplies(model.network(), engines, model.preprocessing().decoding(), storage))) {
      return new SparkValidator(context, delivery, set.toString(), workers)
          .evaluate(model.parameters());
    }
  }
}
