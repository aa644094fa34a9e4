package io.github.bellows.driver.dl4j;

import io.github.bellows.common.storage.Storage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.deeplearning4j.core.loader.DataSetLoader;
import org.deeplearning4j.core.loader.MultiDataSetLoader;
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
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * Trains networks of Deeplearning4j the way Bellows trains: in the place of a {@code
 * ParameterAveragingTrainingMaster}.
 *
 * <pre>
 * TrainingMaster&lt;?, ?&gt; master = new BellowsTrainingMaster.Builder().batchSizePerWorker(64).build();
 * SparkDl4jMultiLayer network = new SparkDl4jMultiLayer(sc, conf, master);
 * network.fit(rdd);
 * </pre>
 *
 * <p>Each {@code fit} is one epoch that goes on from the network's parameters, updater state and
 * counts, and leaves new ones with it.
 */
public final class BellowsTrainingMaster
    implements TrainingMaster<TrainingResult, TrainingWorker<TrainingResult>> {
  private final MasterOptions options;
  private final PreparedExamples prepared = new PreparedExamples();
  private final List<TrainingListener> listeners = new ArrayList<>();
  private @Nullable Path root;

  private BellowsTrainingMaster(MasterOptions options) {
    this.options = options;
  }

  @Override
  public void executeTraining(SparkDl4jMultiLayer network, JavaRDD<DataSet> examples) {
    TheirNetwork theirs = new TheirNetwork.Layers(network.getNetwork());
    network.setScore(
        fit(theirs, network.getSparkContext(), examples.map(Examples::of), examples.id()));
  }

  @Override
  public void executeTraining(SparkComputationGraph network, JavaRDD<DataSet> examples) {
    TheirNetwork theirs = new TheirNetwork.Graph(network.getNetwork());
    network.setScore(
        fit(theirs, network.getSparkContext(), examples.map(Examples::of), examples.id()));
  }

  @Override
  public void executeTrainingMDS(SparkComputationGraph network, JavaRDD<MultiDataSet> examples) {
    TheirNetwork theirs = new TheirNetwork.Graph(network.getNetwork());
    network.setScore(
        fit(theirs, network.getSparkContext(), examples.map(Examples::of), examples.id()));
  }

  @Override
  public void executeTrainingPaths(
      @Nullable SparkDl4jMultiLayer network,
      @Nullable SparkComputationGraph graph,
      JavaRDD<String> paths,
      @Nullable DataSetLoader loader,
      @Nullable MultiDataSetLoader multiLoader) {
    throw new UnsupportedOperationException("paths");
  }

  private double fit(
      TheirNetwork theirs, JavaSparkContext context, JavaRDD<Examples> examples, int id) {
    SparkSession spark = SparkSession.builder().config(context.getConf()).getOrCreate();
    Storage storage = new Storage(context.hadoopConfiguration());
    PreparedExamples.Place place = new PreparedExamples.Place(spark, storage, root(storage));
    List<TrainingListener> all = new ArrayList<>(listeners);
    all.addAll(theirs.listeners());
    MasterOptions sized =
        options.workers() > 0 ? options : options.withWorkers(context.defaultParallelism());
    return new NetworkFit(theirs, sized, prepared, place)
        .run(examples, id, new ToldListeners(theirs, all));
  }

  private synchronized Path root(Storage storage) {
    Path made = root;
    if (made == null) {
      String directory = options.directory();
      String parent = directory == null ? System.getProperty("java.io.tmpdir") : directory;
      made = storage.qualify(parent + "/bellows-dl4j-" + UUID.randomUUID());
      root = made;
    }
    return made;
  }

  @Override
  public boolean deleteTempFiles(JavaSparkContext context) {
    Path made = root;
    if (made != null) {
      new Storage(context.hadoopConfiguration()).delete(made);
      prepared.clear();
    }
    return true;
  }

  @Override
  public boolean deleteTempFiles(SparkContext context) {
    return deleteTempFiles(JavaSparkContext.fromSparkContext(context));
  }

  @Override
  public void setListeners(Collection<TrainingListener> others) {
    listeners.clear();
    listeners.addAll(others);
  }

  @Override
  public void setListeners(
      @Nullable StatsStorageRouter router, Collection<TrainingListener> others) {
    setListeners(others);
  }

  @Override
  public void addHook(TrainingHook hook) {
    throw new UnsupportedOperationException("hooks");
  }

  @Override
  public void removeHook(TrainingHook hook) {
    throw new UnsupportedOperationException("hooks");
  }

  @Override
  public String toJson() {
    return options.toString();
  }

  @Override
  public String toYaml() {
    return options.toString();
  }

  @Override
  public TrainingWorker<TrainingResult> getWorkerInstance(SparkDl4jMultiLayer network) {
    throw new UnsupportedOperationException("workers");
  }

  @Override
  public TrainingWorker<TrainingResult> getWorkerInstance(SparkComputationGraph graph) {
    throw new UnsupportedOperationException("workers");
  }

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

  /** Makes a training master; names are those of Deeplearning4j's builder. */
  public static final class Builder {
    private int workers;
    private int batchSizePerWorker = 16;
    private int averagingFrequency = 5;
    private int prefetch = 8;
    private @Nullable Long seed;
    private @Nullable String directory;
    private String engine = "auto";

    /** Sets how many batches of examples a step takes, one for each worker. */
    public Builder workers(int number) {
      workers = number;
      return this;
    }

    /** Sets the examples of a worker's batch. */
    public Builder batchSizePerWorker(int examples) {
      batchSizePerWorker = examples;
      return this;
    }

    /** Sets the updates of a worker between two averagings of parameters. */
    public Builder averagingFrequency(int updates) {
      averagingFrequency = updates;
      return this;
    }

    /** Sets the seed of the order of examples. */
    public Builder rngSeed(long number) {
      seed = number;
      return this;
    }

    /** Sets the directory of prepared examples and checkpoints. */
    public Builder exportDirectory(String path) {
      directory = path;
      return this;
    }

    /** Sets what computes: {@code torch}, {@code dl4j}, or {@code auto}. */
    public Builder engine(String key) {
      engine = key;
      return this;
    }

    /** Returns the training master. */
    public BellowsTrainingMaster build() {
      return new BellowsTrainingMaster(
          new MasterOptions(
              workers,
              batchSizePerWorker,
              averagingFrequency,
              prefetch,
              seed,
              directory,
              engine,
              true));
    }
  }
}
