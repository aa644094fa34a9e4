package io.github.bellows.driver.dl4j;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import java.util.Collection;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.core.storage.StatsStorageRouter;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.deeplearning4j.spark.api.TrainingHook;
import org.deeplearning4j.spark.api.TrainingMaster;
import org.deeplearning4j.spark.api.TrainingResult;
import org.deeplearning4j.spark.api.TrainingWorker;
import org.deeplearning4j.spark.api.stats.SparkTrainingStats;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.jspecify.annotations.Nullable;

/**
 * The part of a training master that is about Deeplearning4j's own workers. None of these runs, so
 * what would be told to them is refused, or has no effect.
 */
abstract class WorkerlessMaster
    implements TrainingMaster<TrainingResult, TrainingWorker<TrainingResult>> {
  @Override
  public boolean deleteTempFiles(SparkContext context) {
    return deleteTempFiles(JavaSparkContext.fromSparkContext(context));
  }

  /**
   * Tells the listeners on the driver; a router, which is for listeners on workers, is not used.
   */
  @Override
  public void setListeners(
      @Nullable StatsStorageRouter router, Collection<TrainingListener> listeners) {
    setListeners(listeners);
  }

  /** Refuses: hooks change networks inside Deeplearning4j's own workers, which do not run here. */
  @Override
  public void addHook(TrainingHook hook) {
    throw TrainingException.of(
        ErrorCode.CONFIGURATION,
        "addHook",
        "training hooks run inside Deeplearning4j's own workers, which are not used here",
        "Remove it, or use a TrainingListener for what happens after an update");
  }

  /** Does nothing: there are no hooks. */
  @Override
  public void removeHook(TrainingHook hook) {}

  @Override
  public TrainingWorker<TrainingResult> getWorkerInstance(SparkDl4jMultiLayer network) {
    throw new UnsupportedOperationException("Bellows has workers of its own");
  }

  @Override
  public TrainingWorker<TrainingResult> getWorkerInstance(SparkComputationGraph graph) {
    throw new UnsupportedOperationException("Bellows has workers of its own");
  }

  /** Does nothing: what a run measures is in its directory, which {@code exportDirectory} keeps. */
  @Override
  public void setCollectTrainingStats(boolean collect) {}

  @Override
  public boolean getIsCollectTrainingStats() {
    return false;
  }

  @Override
  public @Nullable SparkTrainingStats getTrainingStats() {
    return null;
  }
}
