package io.github.bellows.driver.dl4j;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.driver.dl4j.network.TheirNetwork;
import java.util.Collection;
import java.util.Objects;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.StorageLevel;
import org.deeplearning4j.core.loader.DataSetLoader;
import org.deeplearning4j.core.loader.MultiDataSetLoader;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.deeplearning4j.spark.api.RDDTrainingApproach;
import org.deeplearning4j.spark.api.Repartition;
import org.deeplearning4j.spark.api.RepartitionStrategy;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.MultiDataSet;
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
public final class BellowsTrainingMaster extends WorkerlessMaster {
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
    JavaRDD<Examples> examples = ExampleFiles.read(paths, loader, multiLoader);
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
  public void setListeners(Collection<TrainingListener> listeners) {
    fits.tell(listeners);
  }

  @Override
  public String toJson() {
    return options.written(new ObjectMapper());
  }

  @Override
  public String toYaml() {
    return options.written(new ObjectMapper(new YAMLFactory()));
  }

  /**
   * Makes a training master. Methods have the names of Deeplearning4j's own builder; those that say
   * how its data goes through Spark are taken and have no effect, since Bellows prepares examples
   * once and reads them from blocks.
   */
  public static final class Builder {
    private MasterOptions options = MasterOptions.DEFAULT;

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
      return positive(MasterOptions.WORKERS, number);
    }

    /** Sets the examples of a worker's batch; 16 by default. */
    public Builder batchSizePerWorker(int examples) {
      return positive(MasterOptions.BATCH, examples);
    }

    /**
     * Sets the updates that a worker makes by itself before parameters are averaged; 5 by default.
     * With 1, gradients are averaged at every step.
     */
    public Builder averagingFrequency(int updates) {
      return positive(MasterOptions.FREQUENCY, updates);
    }

    /** Sets how many batches are read ahead; 8 by default. */
    public Builder workerPrefetchNumBatches(int batches) {
      if (batches < 0) {
        throw refusal(MasterOptions.PREFETCH.name(), batches, "must be at least 0", "Write 8");
      }
      return with(MasterOptions.PREFETCH, batches);
    }

    /**
     * Sets whether the updater's state is averaged with the parameters and kept for the next {@code
     * fit}; true by default. Otherwise it begins at zero in each round, while iterations are
     * counted on, as in Deeplearning4j's own.
     */
    public Builder saveUpdater(boolean save) {
      return with(MasterOptions.SAVE_UPDATER, save);
    }

    /** Sets the seed of the order of examples and of dropout; 0 by default. */
    public Builder rngSeed(long number) {
      return with(MasterOptions.SEED, number);
    }

    /**
     * Sets a directory, on a file system that all executors see, in which prepared examples and the
     * directory of each run stay: metrics, checkpoint, report. A temporary one by default.
     *
     * @param path null for a temporary one
     */
    public Builder exportDirectory(@Nullable String path) {
      return with(MasterOptions.DIRECTORY, Objects.requireNonNullElse(path, ""));
    }

    /**
     * Sets what computes: {@code torch}, which needs every layer to have an equal here, {@code
     * dl4j}, or {@code auto}, the first that can.
     */
    public Builder engine(String key) {
      if (!MasterOptions.ENGINES.contains(key)) {
        throw refusal(MasterOptions.ENGINE.name(), key, "is unknown", "Write auto, torch or dl4j");
      }
      return with(MasterOptions.ENGINE, key);
    }

    /** Sets whether each epoch has an order of examples of its own; true by default. */
    public Builder shuffle(boolean each) {
      return with(MasterOptions.SHUFFLE, each);
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

    private <T> Builder with(MasterOptions.Option<T> option, T value) {
      options = options.with(option, value);
      return this;
    }

    private Builder positive(MasterOptions.Option<Integer> option, int value) {
      requirePositive(option.name(), value);
      return with(option, value);
    }

    private static void requirePositive(String name, int value) {
      if (value < 1) {
        throw refusal(name, value, "must be at least 1", "Write for example 16");
      }
    }

    private static TrainingException refusal(String name, Object value, String rule, String fix) {
      return TrainingException.of(ErrorCode.CONFIGURATION, name + " = " + value, rule, fix);
    }

    /** Returns the training master. */
    public BellowsTrainingMaster build() {
      return new BellowsTrainingMaster(options);
    }
  }
}
