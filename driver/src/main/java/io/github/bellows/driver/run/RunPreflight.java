package io.github.bellows.driver.run;

import io.github.bellows.common.config.ClusterConfig.Mode;
import io.github.bellows.common.config.RunConfig;
import io.github.bellows.common.model.Network;
import io.github.bellows.common.model.summary.NetworkSummary;
import io.github.bellows.common.storage.Storage;
import io.github.bellows.driver.cluster.ExecutorLimits;
import io.github.bellows.driver.cluster.Findings;
import io.github.bellows.driver.cluster.MemoryCheck;
import io.github.bellows.driver.cluster.MemoryNeed;
import io.github.bellows.driver.cluster.ModeChoice;
import io.github.bellows.driver.cluster.Preflight;
import io.github.bellows.driver.cluster.Slots;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is looked at before a run takes time and room: whether all executors can load the engine,
 * share the place of prepared data, and have memory for the network. On local masters there are no
 * executors, and nothing is looked at.
 */
public final class RunPreflight {
  private static final Logger LOG = LoggerFactory.getLogger(RunPreflight.class);

  private final JavaSparkContext spark;
  private final RunConfig config;
  private final Storage storage;
  private Findings findings = new Findings(List.of(), List.of(), List.of());
  private @Nullable MemoryNeed need;

  /** Creates a pre-flight that has not looked at anything. */
  public RunPreflight(SparkSession session, RunConfig config, Storage storage) {
    spark = JavaSparkContext.fromSparkContext(session.sparkContext());
    this.config = config;
    this.storage = storage;
  }

  /**
   * Returns what the executors say; with memory, if the network is known without the data.
   *
   * @param workers of the run
   */
  public Findings examine(int workers) {
    findings =
        new Preflight(
                spark,
                List.of(Engines.ALL.of(config.cluster().engine().key())),
                true,
                config.cluster().deadline())
            .examine(storage, PreparedRoot.of(config, storage));
    NetworkSummary network = knownNetwork(config, storage);
    if (network != null && !config.training().fullBatch() && !spark.isLocal()) {
      findings = findings.with(memory(network, config.training().batch(), workers));
    }
    return findings;
  }

  /** Returns the check of memory for a network, with the figures for the largest executor. */
  private MemoryCheck memory(NetworkSummary network, int batch, int workers) {
    int here = Math.min(workers, Slots.ofOneExecutor(spark.sc()));
    MemoryNeed numbers =
        ExecutorMemory.of(network, config, mode(), batch, new ExecutorMemory.Crew(workers, here));
    need = numbers;
    LOG.info("an executor of {} workers takes {}", here, numbers.describe());
    return new MemoryCheck(ExecutorLimits.of(spark.getConf()), numbers);
  }

  /**
   * Returns how many workers the run has, once there are executors for them.
   *
   * @throws io.github.bellows.common.error.TrainingException if there are too few slots
   */
  public int workers() {
    return Assembly.workers(spark.sc(), config, () -> false);
  }

  /** Returns how work would reach the executors. */
  public Mode mode() {
    return ModeChoice.of(spark.getConf(), config.cluster().mode()).mode();
  }

  /** Returns what an executor needs, as far as that has been looked at. */
  public @Nullable MemoryNeed need() {
    return need;
  }

  /**
   * Looks at the executors and throws what is wrong, before the data is prepared.
   *
   * @throws io.github.bellows.common.error.TrainingException with all problems at once
   */
  void beforeData(int workers) {
    if (!spark.isLocal()) {
      report(examine(workers));
    }
  }

  /**
   * Looks at memory, if that needed the data's shape.
   *
   * @param batch samples of a lane
   * @throws io.github.bellows.common.error.TrainingException if it does not suffice
   */
  void withNetwork(Network network, int batch, int workers) {
    if (!spark.isLocal() && need == null) {
      report(findings.cleared().with(memory(NetworkSummary.of(network), batch, workers)));
    }
  }

  private static void report(Findings found) {
    found
        .executors()
        .forEach(
            executor ->
                LOG.debug("{}: {}, {}", executor.name(), executor.jvm(), executor.engines()));
    found.warnings().forEach(LOG::warn);
    found.requireNone();
  }

  /** Returns the network of a configuration; null if it follows from the columns of the data. */
  public static @Nullable NetworkSummary knownNetwork(RunConfig config, Storage storage) {
    return config.model().inputs() == null
        ? null
        : NetworkSummary.of(Network.of(config.model().spec(ModuleFiles.on(storage))));
  }
}
