package io.github.bellows.worker.task;

import io.github.bellows.common.data.BlockCache;
import io.github.bellows.common.data.BlockSet;
import io.github.bellows.common.data.CacheLimits;
import io.github.bellows.common.data.FeatureDecoding;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.model.ModelSpec;
import io.github.bellows.common.model.Network;
import io.github.bellows.common.storage.Storage;
import io.github.bellows.worker.engine.EngineProvider;
import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.spark.SparkEnv;
import org.apache.spark.util.SerializableConfiguration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What any JVM needs to compute with one network on prepared samples: the network's description,
 * the engine's kind, how features are scaled, and how to reach files. Only descriptions travel;
 * each JVM builds the network and opens the sets itself, once. Thread-safe.
 *
 * <p>Sent to tasks by a {@link Delivery}, which gives all tasks of a JVM the same object.
 */
public final class Supplies implements Serializable, AutoCloseable {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(Supplies.class);

  private final String key = UUID.randomUUID().toString();
  private final ModelSpec model;
  private final EngineProvider engines;
  private final FeatureDecoding decoding;
  private final CacheLimits limits;
  private final SerializableConfiguration hadoop;

  private transient @Nullable Opened opened;

  /** What this JVM has built and opened. */
  private static final class Opened {
    private final Map<String, BlockSet> sets = new HashMap<>();
    private final ParameterCopies parameters = new ParameterCopies();
    private final LanePool lanes = new LanePool();
    private @Nullable Network network;
    private @Nullable BlockCache cache;

    private BlockCache cache(CacheLimits limits) {
      BlockCache known = cache;
      if (known == null) {
        known = new BlockCache(limits, SparkCodec::of, LOG::warn);
        cache = known;
      }
      return known;
    }
  }

  /**
   * Creates the supplies of a run, of an evaluation, or of a prediction.
   *
   * @param network the network, which this JVM keeps; others build it of its description
   * @param engines opens engines; nothing of it is loaded here
   * @param decoding makes features of the values that are read
   * @param storage the file systems on which sets lie
   */
  public Supplies(
      Network network, EngineProvider engines, FeatureDecoding decoding, Storage storage) {
    this(network, engines, decoding, storage, CacheLimits.STANDARD);
  }

  /**
   * Creates the supplies of a run that says how much of its data is kept.
   *
   * @param limits of what each JVM keeps of prepared blocks
   */
  public Supplies(
      Network network,
      EngineProvider engines,
      FeatureDecoding decoding,
      Storage storage,
      CacheLimits limits) {
    this.limits = limits;
    this.model = network.spec();
    this.engines = engines;
    this.decoding = decoding;
    this.hadoop = new SerializableConfiguration(storage.hadoop());
    opened().network = network;
  }

  /** Returns what tells these supplies from others, in every JVM the same. */
  public String key() {
    return key;
  }

  /** Returns the network, built at the first call in this JVM. */
  public synchronized Network network() {
    Opened here = opened();
    Network network = here.network;
    if (network == null) {
      network = Network.of(model);
      here.network = network;
    }
    return network;
  }

  /** Returns the provider of the engine that all JVMs compute with. */
  public EngineProvider engines() {
    return engines;
  }

  /** Returns the file systems, as the driver knows them. */
  public Storage storage() {
    return new Storage(hadoop.value());
  }

  /**
   * Returns a prepared set, opened at the first call in this JVM. The set belongs to these
   * supplies: nobody else closes it.
   *
   * @param set its directory, qualified
   * @throws io.github.bellows.common.error.TrainingException if the set is missing, or a block is
   *     missing or truncated
   */
  public synchronized BlockSet open(String set) {
    return opened()
        .sets
        .computeIfAbsent(
            set,
            name -> {
              org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(name);
              requireVisible(path);
              return BlockSet.open(storage(), path, decoding, opened().cache(limits));
            });
  }

  /** The driver has seen the set; on another machine its local disk is another one. */
  private void requireVisible(org.apache.hadoop.fs.Path set) {
    SparkEnv here = SparkEnv.get();
    boolean onExecutor = here != null && !here.executorId().equals("driver");
    if (onExecutor && "file".equals(set.toUri().getScheme()) && !storage().exists(set)) {
      throw TrainingException.of(
          ErrorCode.INPUT_MISSING,
          "data.prepared = " + Storage.display(set.getParent()),
          "the driver has this directory, but the executor on "
              + here.blockManager().blockManagerId().host()
              + " does not",
          "Set data.prepared to a place that every machine of the cluster reads, such as hdfs://,"
              + " s3a:// or a shared mount");
    }
  }

  /** Returns this JVM's copies of parameters that were sent. */
  synchronized ParameterCopies parameters() {
    return opened().parameters;
  }

  /** Returns what this JVM has opened to compute lanes with. */
  synchronized LanePool lanes() {
    return opened().lanes;
  }

  /** Holding the lock. */
  private Opened opened() {
    Opened here = opened;
    if (here == null) {
      here = new Opened();
      opened = here;
    }
    return here;
  }

  /** Closes engines, and the sets that this JVM has opened, which may be opened again. */
  @Override
  public synchronized void close() {
    opened().lanes.close();
    opened().sets.values().forEach(BlockSet::close);
    opened().sets.clear();
  }
}
