package io.github.bellows.driver.ml;

import io.github.bellows.common.storage.Storage;
import io.github.bellows.driver.run.Engines;
import io.github.bellows.driver.run.SavedModel;
import io.github.bellows.worker.engine.EngineProvider;
import io.github.bellows.worker.task.Delivery;
import io.github.bellows.worker.task.PredictionTask;
import io.github.bellows.worker.task.SentParameters;
import io.github.bellows.worker.task.Supplies;
import java.lang.ref.Cleaner;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A network where tasks of one application find it, for as long as anyone may ask for predictions:
 * the model, or a {@code Dataset} whose plan refers to this. It is withdrawn once this cannot be
 * reached any more, as Spark does with what it broadcasts itself.
 */
final class SentNetwork {
  private static final Logger LOG = LoggerFactory.getLogger(SentNetwork.class);
  private static final Cleaner CLEANER = Cleaner.create();

  private final SparkContext context;
  private final String engine;
  private final PredictionTask<Row> task;

  private SentNetwork(SparkContext context, String engine, Delivery delivery, SentParameters sent) {
    this.context = context;
    this.engine = engine;
    this.task = new PredictionTask<>(delivery, sent);
    // Refers to what is sent, and so never to this.
    var unused = CLEANER.register(this, () -> withdraw(delivery, sent));
  }

  /**
   * Sends a model.
   *
   * @param engine kind of the engine, as {@code cluster.engine}
   * @throws io.github.bellows.common.error.TrainingException if the engine cannot express it
   */
  static SentNetwork send(SparkContext context, SavedModel model, String engine) {
    EngineProvider engines = Engines.ALL.of(engine);
    engines.requireExpressible(model.network());
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(context);
    Storage storage = new Storage(context.hadoopConfiguration());
    Supplies supplies =
        new Supplies(model.network(), engines, model.preprocessing().decoding(), storage);
    return new SentNetwork(
        context,
        engine,
        new Delivery(spark, supplies),
        new SentParameters(spark, model.parameters()));
  }

  private static void withdraw(Delivery delivery, SentParameters sent) {
    try {
      sent.close();
      delivery.close();
    } catch (RuntimeException e) {
      LOG.debug("a network was withdrawn from an application that has ended", e);
    }
  }

  /** Returns whether this is of use in an application, with an engine. */
  boolean serves(SparkContext other, String kind) {
    return context == other && engine.equals(kind);
  }

  /** Returns what predicts in a task. */
  PredictionTask<Row> task() {
    return task;
  }
}
