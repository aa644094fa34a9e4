package io.github.bellows.driver.dl4j;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.driver.dl4j.network.TheirNetwork;
import java.util.Collection;
import java.util.Objects;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;
import org.datavec.spark.util.SerializableHadoopConfig;
import org.deeplearning4j.core.loader.DataSetLoader;
import org.deeplearning4j.core.loader.MultiDataSetLoader;
import org.deeplearning4j.core.storage.StatsStorageRouter;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.deeplearning4j.spark.api.RDDTrainingApproach;
import org.deeplearning4j.spark.api.Repartition;
import org.deeplearning4j.spark.api.RepartitionStrategy;
import org.deeplearning4j.spark.api.TrainingHook;
import org.deeplearning4j.spark.api.TrainingMaster;
import org.deeplearning4j.spark.api.TrainingResult;
import org.deeplearning4j.spark.api.TrainingWorker;
import org.deeplearning4j.spark.api.stats.SparkTrainingStats;
import org.deeplearning4j.spark.data.loader.RemoteFileSourceFactory;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nd4j.shade.jackson.dataformat.yaml.YAMLFactory;

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
 * counts, and leaves new ones with it. The network is on the driver; listeners are told of each
 * update there. Thread-safe: one {@code fit} after the other.
 */
public final class BellowsTrainingMaster
    implements TrainingMaster<TrainingResult, TrainingWorker<TrainingResult>> {
  private final MasterOptions options;
  private final MasterFits fits;

  private BellowsTrainingMaster(MasterOptions options) {
    this.options = options;
    fits = new MasterFits(options);
  }

  @Override
  public void executeTraining(SparkDl4jMultiLayer network, JavaRDD<DataSet> examples) {
    fit(network, examples.map(Examples::of), examples.id());
  }

  @Override
  public void executeTraining(SparkComputationGraph graph, JavaRDD<DataSet> examples) {
    fit(graph, examples.map(Examples::of), examples.id());
  }

  @Override
  public void executeTrainingMDS(SparkComputationGraph graph, JavaRDD<MultiDataSet> examples) {
    fit(graph, examples.map(Examples::of), examples.id());
  }

  @Override
  public void executeTrainingPaths(
      @Nullable SparkDl4jMultiLayer network,
      @Nullable SparkComputationGraph graph,
      JavaRDD<String> paths,
      @Nullable DataSetLoader loader,
      @Nullable MultiDataSetLoader multiLoader) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(paths.context());
    Broadcast<SerializableHadoopConfig> files =
        context.broadcast(new SerializableHadoopConfig(context.hadoopConfiguration()));
    RemoteFileSourceFactory sources = new RemoteFileSourceFactory(files);
    JavaRDD<Examples> examples =
        loader != null
            ? paths.map(path -> Examples.of(loader.load(sources.getSource(path))))
            : paths.map(
                path ->
                    Examples.of(Objects.requireNonNull(multiLoader).load(sources.getSource(path))));
    if (network != null) {
      fit(network, examples, paths.id());
    } else {
      fit(Objects.requireNonNull(graph), examples, paths.id());
    }
  }

  private void fit(SparkDl4jMultiLayer network, JavaRDD<Examples> examples, int id) {
    TheirNetwork theirs = new TheirNetwork.Layers(network.getNetwork());
    network.setScore(fits.fit(theirs, network.getSparkContext(), examples, id));
  }

  private void fit(SparkComputationGraph graph, JavaRDD<Examples> examples, int id) {
    TheirNetwork theirs = new TheirNetwork.Graph(graph.getNetwork());
    graph.setScore(fits.fit(theirs, graph.getSparkContext(), examples, id));
  }

  @Override
  public boolean deleteTempFiles(JavaSparkContext context) {
    fits.delete(context);
    return true;
  }

  @Override
  public boolean deleteTempFiles(SparkContext context) {
    return deleteTempFiles(JavaSparkContext.fromSparkContext(context));
  }

  @Override
  public void setListeners(Collection<TrainingListener> listeners) {
    fits.tell(listeners);
  }

  /**
   * Tells the listeners on the driver; a router, which is for listeners on workers, is not used.
   */
  @Override
  public void setListeners(
      @Nullable StatsStorageRouter router, Collection<TrainingListener> listeners) {
    fits.tell(listeners);
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
  public String toJson() {
    return text(new ObjectMapper());
  }

  @Override
  public String toYaml() {
    return text(new ObjectMapper(new YAMLFactory()));
  }

  private String text(ObjectMapper mapper) {
    try {
      return mapper.writeValueAsString(options.named());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("options must be writable", e);
    }
  }

  @Override
  public TrainingWorker<TrainingResult> getWorkerInstance(SparkDl4jMultiLayer network) {
    throw new UnsupportedOperationException("Bellows has workers of its own");
  }

  @Override
  public TrainingWorker<TrainingResult> getWorkerInstance(SparkComputationGraph graph) {
    throw new UnsupportedOperationException("Bellows has workers of its own");
  }

  /** Does nothing: what a run measures is in its directory, see {@link Builder#exportDirectory}. */
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

  /**
   * Makes a training master. Methods have the names of Deeplearning4j's own builder; those that say
   * how its data goes through Spark are taken and have no effect, since Bellows prepares examples
   * once and reads them from blocks.
   */
  public static final class Builder {
    private int workers = MasterOptions.DEFAULT.workers();
    private int batchSizePerWorker = MasterOptions.DEFAULT.batchSizePerWorker();
    private int averagingFrequency = MasterOptions.DEFAULT.averagingFrequency();
    private int prefetch = MasterOptions.DEFAULT.prefetch();
    private boolean saveUpdater = MasterOptions.DEFAULT.saveUpdater();
    private long seed = MasterOptions.DEFAULT.seed();
    private @Nullable String directory = MasterOptions.DEFAULT.directory();
    private String engine = MasterOptions.DEFAULT.engine();
    private boolean shuffle = MasterOptions.DEFAULT.shuffle();

    /** Begins with the defaults. */
    public Builder() {}

    /**
     * Begins as Deeplearning4j's builder does.
     *
     * @param examplesPerObject examples in each DataSet of the RDD; not needed here
     */
    public Builder(int examplesPerObject) {
      requirePositive("rddDataSetNumExamples", examplesPerObject);
    }

    /**
     * Begins as Deeplearning4j's builder does.
     *
     * @param workers as {@link #workers}; null for the default
     * @param examplesPerObject examples in each DataSet of the RDD; not needed here
     */
    public Builder(@Nullable Integer workers, int examplesPerObject) {
      this(examplesPerObject);
      if (workers != null) {
        workers(workers);
      }
    }

    /**
     * Sets how many batches a step takes, one for each worker; Spark's default parallelism if it is
     * not set. Results depend on it, and not on how many tasks compute them.
     */
    public Builder workers(int number) {
      workers = requirePositive("workers", number);
      return this;
    }

    /** Sets the examples of a worker's batch; 16 by default. */
    public Builder batchSizePerWorker(int examples) {
      batchSizePerWorker = requirePositive("batchSizePerWorker", examples);
      return this;
    }

    /**
     * Sets the updates that a worker makes by itself before parameters are averaged; 5 by default.
     * With 1, gradients are averaged at every step.
     */
    public Builder averagingFrequency(int updates) {
      averagingFrequency = requirePositive("averagingFrequency", updates);
      return this;
    }

    /** Sets how many batches are read ahead; 8 by default. */
    public Builder workerPrefetchNumBatches(int batches) {
      if (batches < 0) {
        throw refusal("workerPrefetchNumBatches", batches, "must be at least 0", "Write 8");
      }
      prefetch = batches;
      return this;
    }

    /**
     * Sets whether the updater's state is averaged with the parameters and kept for the next {@code
     * fit}; true by default. Otherwise it begins anew in each round.
     */
    public Builder saveUpdater(boolean save) {
      saveUpdater = save;
      return this;
    }

    /** Sets the seed of the order of examples and of dropout; 0 by default. */
    public Builder rngSeed(long number) {
      seed = number;
      return this;
    }

    /**
     * Sets a directory, on a file system that all executors see, in which prepared examples and the
     * directory of each run stay: metrics, checkpoint, report. A temporary one by default.
     */
    public Builder exportDirectory(String path) {
      directory = path;
      return this;
    }

    /**
     * Sets what computes: {@code torch}, which needs every layer to have an equal here, {@code
     * dl4j}, or {@code auto}, the first that can.
     */
    public Builder engine(String key) {
      engine = key;
      return this;
    }

    /** Sets whether each epoch has an order of examples of its own; true by default. */
    public Builder shuffle(boolean each) {
      shuffle = each;
      return this;
    }

    /** Has no effect: sums are formed in an order of their own. */
    public Builder aggregationDepth(int depth) {
      return this;
    }

    /** Has no effect: examples are shuffled when they are prepared. */
    public Builder repartionData(Repartition repartition) {
      return this;
    }

    /** Has no effect: examples are shuffled when they are prepared. */
    public Builder repartitionStrategy(RepartitionStrategy strategy) {
      return this;
    }

    /** Has no effect: the RDD is read once. */
    public Builder storageLevel(StorageLevel level) {
      return this;
    }

    /** Has no effect: the RDD is read once. */
    public Builder storageLevelStreams(StorageLevel level) {
      return this;
    }

    /** Has no effect: examples are always exported, as blocks. */
    public Builder rddTrainingApproach(RDDTrainingApproach approach) {
      return this;
    }

    /** Has no effect: what a run measures is in its directory. */
    public Builder collectTrainingStats(boolean collect) {
      return this;
    }

    private static int requirePositive(String name, int value) {
      if (value < 1) {
        throw refusal(name, value, "must be at least 1", "Write for example 16");
      }
      return value;
    }

    private static TrainingException refusal(String name, int value, String rule, String fix) {
      return TrainingException.of(ErrorCode.CONFIGURATION, name + " = " + value, rule, fix);
    }

    /** Returns the training master. */
    public BellowsTrainingMaster build() {
      return new BellowsTrainingMaster(
          new MasterOptions(
              workers,
              batchSizePerWorker,
              averagingFrequency,
              prefetch,
              saveUpdater,
              seed,
              directory,
              engine,
              shuffle));
    }
  }
}
