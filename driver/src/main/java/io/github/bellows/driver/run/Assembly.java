package io.github.bellows.driver.run;

import io.github.bellows.common.augment.AugmentationPlan;
import io.github.bellows.common.augment.AugmentedData;
import io.github.bellows.common.checkpoint.Checkpoint;
import io.github.bellows.common.checkpoint.CheckpointStore;
import io.github.bellows.common.checkpoint.InitialWeights;
import io.github.bellows.common.checkpoint.RunState;
import io.github.bellows.common.config.AverageConfig;
import io.github.bellows.common.config.ClusterConfig;
import io.github.bellows.common.config.RunConfig;
import io.github.bellows.common.config.TrainingConfig;
import io.github.bellows.common.data.BlockManifest;
import io.github.bellows.common.data.BlockSet;
import io.github.bellows.common.data.Preprocessing;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.model.Network;
import io.github.bellows.common.model.summary.NetworkHints;
import io.github.bellows.common.optim.Swa;
import io.github.bellows.common.storage.Storage;
import io.github.bellows.driver.cluster.ClusterGang;
import io.github.bellows.driver.cluster.Gang;
import io.github.bellows.driver.cluster.GangOptions;
import io.github.bellows.driver.cluster.ModeChoice;
import io.github.bellows.driver.cluster.RoundSlots;
import io.github.bellows.driver.cluster.Slots;
import io.github.bellows.driver.cluster.SparkRounds;
import io.github.bellows.driver.cluster.SparkStatistics;
import io.github.bellows.driver.cluster.SparkValidator;
import io.github.bellows.driver.coordinator.Coordinator;
import io.github.bellows.driver.prepare.PreparedData;
import io.github.bellows.driver.train.Progress;
import io.github.bellows.driver.train.RunDirectory;
import io.github.bellows.driver.train.Segments;
import io.github.bellows.worker.engine.EngineChoice;
import io.github.bellows.worker.engine.EngineProvider;
import io.github.bellows.worker.engine.PinnedProvider;
import io.github.bellows.worker.exchange.Address;
import io.github.bellows.worker.feed.FeedOrder;
import io.github.bellows.worker.feed.LaneFeed;
import io.github.bellows.worker.gang.GangRun;
import io.github.bellows.worker.group.GroupPlan;
import io.github.bellows.worker.group.WorkerGroup;
import io.github.bellows.worker.step.StepPlan;
import io.github.bellows.worker.task.Delivery;
import io.github.bellows.worker.task.RoundsRun;
import io.github.bellows.worker.task.Supplies;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The parts of a run, made from its configuration and prepared data, with the coordinator where the
 * newest sound checkpoint stands.
 */
final class Assembly implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Assembly.class);

  private final JavaSparkContext spark;
  private final RunConfig config;
  private final RunDirectory directory;
  private final PreparedData data;
  private final EngineProvider engines;
  private final Network network;
  private final AugmentationPlan augmentation;
  private final Supplies supplies;
  private final BlockSet train;
  private final ModeChoice mode;
  private final int workers;
  private final String identity;
  private final @Nullable Beginning beginning;
  private final CheckpointStore checkpoints;
  private final Coordinator coordinator;
  private final Progress progress;
  private final Delivery delivery;
  private final @Nullable SparkValidator validator;

  /**
   * Makes the parts.
   *
   * @param beginning where a run without checkpoints begins; null for step 0
   * @param stopped whether the run is to end before it begins
   * @throws TrainingException if network, data, checkpoint or cluster do not fit each other
   */
  Assembly(
      JavaSparkContext spark,
      RunConfig config,
      RunDirectory directory,
      PreparedData data,
      EngineChoice choice,
      @Nullable Beginning beginning,
      BooleanSupplier stopped) {
    this.spark = spark;
    this.config = config;
    this.directory = directory;
    this.data = data;
    this.beginning = beginning;
    TrainingConfig training = config.training();
    EngineProvider chosen = choice.of(config.cluster().engine().key());
    engines = PinnedProvider.of(chosen, config.cluster().instructionSet());
    Storage storage = directory.storage();
    network =
        NetworkCheck.network(config, BlockManifest.read(storage, data.train()).schema(), storage);
    Preprocessing recipe = data.preprocessing();
    VocabularyCheck.check(network, recipe);
    NetworkHints.of(network).forEach(LOG::warn);
    engines.requireExpressible(network);
    augmentation = AugmentationPlan.of(config.data().augmentation(), network);
    new AugmentedData(recipe.schema(), recipe.decoding(), augmentation).check();
    supplies =
        new Supplies(network, engines, recipe.decoding(), storage, config.data().blocks().cache());
    train = supplies.open(data.train().toString());
    mode = ModeChoice.of(spark.getConf(), config.cluster().mode());
    mode.requireCarries(config.cluster().wire());
    workers = workers(spark.sc(), config, stopped);
    identity = Identity.of(config, network, engines.kind(), storage, data.train());
    checkpoints = new CheckpointStore(storage, directory.checkpoints(), config.checkpoint().keep());
    coordinator = newCoordinator();
    progress = restore();
    Path heldOut = data.validation();
    long heldOutSamples = heldOut == null ? 0 : supplies.open(heldOut.toString()).samples();
    // The last thing that can fail: tasks know it until it is closed.
    delivery = new Delivery(spark, supplies);
    validator =
        heldOut == null ? null : new SparkValidator(spark, delivery, heldOut.toString(), workers);
    LOG.info(
        "{}: {} parameters, {} samples, {} held out, {} steps, {} workers, {} lanes, {}",
        config.name(),
        network.layout().length(),
        train.samples(),
        heldOutSamples,
        coordinator.plan().totalSteps(),
        workers,
        training.lanes(),
        spark.isLocal() ? engines.describe() : chosen.kind());
  }

  /**
   * Returns how many workers a run has, once there are executors for them.
   *
   * @param stopped whether nobody wants to know any more
   * @throws TrainingException ({@link ErrorCode#NO_CAPACITY}) if there are too few slots, ({@link
   *     ErrorCode#INTERRUPTED}) if nobody waits for them
   */
  static int workers(SparkContext spark, RunConfig config, BooleanSupplier stopped) {
    Integer configured = config.cluster().workers();
    int wanted = configured == null ? 0 : configured;
    int lanes = config.training().lanes();
    ModeChoice choice = ModeChoice.of(spark.getConf(), config.cluster().mode());
    if (choice.mode() == ClusterConfig.Mode.ROUNDS) {
      return RoundSlots.first(spark, wanted, lanes, stopped);
    }
    // What the settings rule out is not waited for.
    Slots.expected(spark.getConf(), Integer.MAX_VALUE).requireAtLeast(wanted);
    return Slots.of(spark, wanted == 0 ? lanes : wanted, stopped).workers(wanted, lanes);
  }

  private Coordinator newCoordinator() {
    TrainingConfig training = config.training();
    Long limit = training.steps();
    StepPlan own =
        StepPlan.of(
            train.samples(),
            training.lanes(),
            training.batch(),
            training.epochs(),
            limit == null ? 0 : limit);
    StepPlan plan = beginning == null ? own : own.behind(beginning.steps(), beginning.epochs());
    String weights = config.model().initialWeights();
    Storage storage = directory.storage();
    float[] parameters =
        weights == null
            ? network.initialParameters(config.seed())
            : InitialWeights.read(storage, storage.qualify(weights), network.layout());
    return new Coordinator(
        plan,
        new MethodChoice(config, network.layout(), plan).method(),
        training.lanes(),
        parameters,
        network.layout().learned());
  }

  private Progress restore() {
    Optional<Checkpoint> latest = checkpoints.latest(LOG::warn);
    if (latest.isEmpty()) {
      return begin();
    }
    RunState state = latest.get().state();
    if (!state.identity().equals(identity)) {
      throw TrainingException.of(
          ErrorCode.BAD_DATA,
          "checkpoint of step " + state.step() + " in " + Storage.display(directory.path()),
          "belongs to other data, another network, optimizer or engine",
          "Restore what was changed since, or start a new run");
    }
    coordinator.restore(latest.get());
    LOG.info("resuming at step {}", state.step());
    return new Progress(state.validatedStep(), state.step(), state.best());
  }

  private Progress begin() {
    if (beginning == null) {
      return Progress.START;
    }
    coordinator.restore(beginning.checkpoint(identity));
    return new Progress(0, beginning.steps(), null);
  }

  /**
   * Returns where segments are computed: in ordinary jobs, or by a gang, which in local mode is in
   * this JVM.
   */
  Segments newSegments() {
    if (mode.mode() == ClusterConfig.Mode.ROUNDS && config.cluster().mode() != mode.mode()) {
      LOG.warn("training in rounds, which take longer than a gang ({})", mode.reason());
    } else {
      LOG.info("{} ({})", mode.mode().key(), mode.reason());
    }
    if (mode.mode() == ClusterConfig.Mode.ROUNDS) {
      return newRounds();
    }
    return spark.isLocal()
        ? new Gang(spark, coordinator, newGroup(), workers)
        : new ClusterGang(
            spark,
            coordinator,
            delivery,
            this::gangRun,
            new GangOptions(
                () -> workers(spark.sc(), config, coordinator::stopRequested),
                config.cluster().slices(),
                config.cluster().retries()));
  }

  private LaneFeed feed() {
    TrainingConfig training = config.training();
    return new LaneFeed(
        config.seed(),
        order(),
        training.lanes(),
        config.data().blocks().prefetch(),
        training.recordSamples(),
        augmentation);
  }

  private FeedOrder order() {
    if (!config.training().shuffle()) {
      return FeedOrder.STORED;
    }
    return switch (config.data().blocks().order()) {
      case EXACT -> FeedOrder.EXACT;
      case BLOCKS -> FeedOrder.BLOCKS;
    };
  }

  private Segments newRounds() {
    TrainingConfig training = config.training();
    Integer configured = config.cluster().workers();
    int wanted = configured == null ? 0 : configured;
    RoundsRun run =
        new RoundsRun(
            UUID.randomUUID().toString(),
            data.train().toString(),
            feed(),
            coordinator.plan(),
            coordinator.method());
    return new SparkRounds(
        spark,
        coordinator,
        delivery,
        run,
        () -> RoundSlots.next(spark.sc(), wanted, training.lanes()),
        config.cluster().deadline());
  }

  private GangRun gangRun(Address driver) {
    return new GangRun(
        new SecureRandom().nextLong(),
        driver,
        data.train().toString(),
        feed(),
        coordinator.plan(),
        coordinator.method(),
        config.cluster().deadline());
  }

  private WorkerGroup newGroup() {
    GroupPlan plan =
        new GroupPlan(
            network,
            feed(),
            coordinator.plan(),
            coordinator.method().rounds(),
            workers,
            config.cluster().deadline());
    return new WorkerGroup(plan, train, engines, coordinator.slice(), coordinator.local());
  }

  /**
   * Measures the statistics behind an average of parameters anew, in place, if its kind asks for
   * that.
   */
  void measureStatistics(float[] average) {
    AverageConfig configured = config.training().weightAverage();
    if (configured != null && configured.average() instanceof Swa) {
      int batch = coordinator.plan().laneBatch(config.training().lanes());
      new SparkStatistics(spark, delivery, data.train().toString(), batch, workers)
          .measure(average);
    }
  }

  RunConfig config() {
    return config;
  }

  RunDirectory directory() {
    return directory;
  }

  PreparedData data() {
    return data;
  }

  EngineProvider engines() {
    return engines;
  }

  Network network() {
    return network;
  }

  int workers() {
    return workers;
  }

  /** Returns how work reaches the executors. */
  ModeChoice mode() {
    return mode;
  }

  String identity() {
    return identity;
  }

  CheckpointStore checkpoints() {
    return checkpoints;
  }

  Coordinator coordinator() {
    return coordinator;
  }

  @Nullable SparkValidator validator() {
    return validator;
  }

  /** Returns how far the run was when its parts were made. */
  Progress progress() {
    return progress;
  }

  @Override
  public void close() {
    delivery.close();
  }
}
