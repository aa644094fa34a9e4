package io.github.bellows.driver.run;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.bellows.common.config.ClusterConfig;
import io.github.bellows.common.config.DataConfig;
import io.github.bellows.common.config.LabelConfig;
import io.github.bellows.common.config.ModelYaml;
import io.github.bellows.common.config.ScaleConfig;
import io.github.bellows.common.config.SourceConfig;
import io.github.bellows.common.data.BlockSet;
import io.github.bellows.common.gradient.Clipping;
import io.github.bellows.common.model.Network;
import io.github.bellows.common.optim.Adam;
import io.github.bellows.common.optim.Optimizer;
import io.github.bellows.common.optim.OptimizerSpec;
import io.github.bellows.common.optim.Regularization;
import io.github.bellows.common.schedule.Constant;
import io.github.bellows.common.storage.Storage;
import io.github.bellows.driver.cluster.ClusterGang;
import io.github.bellows.driver.cluster.Gang;
import io.github.bellows.driver.cluster.GangOptions;
import io.github.bellows.driver.coordinator.Coordinator;
import io.github.bellows.driver.prepare.Preparation;
import io.github.bellows.driver.prepare.PreparedData;
import io.github.bellows.driver.train.Segments;
import io.github.bellows.driver.train.Throughput;
import io.github.bellows.worker.engine.EngineProvider;
import io.github.bellows.worker.exchange.Address;
import io.github.bellows.worker.feed.LaneFeed;
import io.github.bellows.worker.gang.GangRun;
import io.github.bellows.worker.group.GroupPlan;
import io.github.bellows.worker.group.WorkerGroup;
import io.github.bellows.worker.step.Rounds;
import io.github.bellows.worker.step.StepPlan;
import io.github.bellows.worker.step.TrainingMethod;
import io.github.bellows.worker.step.UpdateRule;
import io.github.bellows.worker.task.Delivery;
import io.github.bellows.worker.task.Supplies;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * Times the whole path of a step on a fixed network: reading shuffled samples, gradients,
 * averaging, Adam. One lane per worker.
 *
 * @param net {@code mlp} or {@code lenet}
 * @param batch samples of a lane
 * @param workers number of workers
 * @param warmUpSeconds how long to train before, so that the JVMs have compiled what they run
 * @param seconds how long to train after the warm-up
 * @param engine kind of the engine, as {@code cluster.engine}
 */
public record Benchmark(
    String net, int batch, int workers, double warmUpSeconds, double seconds, String engine) {
  /** The networks there are. */
  public static final List<String> NETS = List.of("mlp", "lenet");

  private static final int SAMPLES = 8192;
  private static final int BYTE_RANGE = 255;
  private static final double NANOS_PER_SECOND = 1e9;
  private static final int WARM_UP_STEPS = 10;
  private static final Duration DEADLINE = Duration.ofMinutes(1);

  /** Runs and returns where the time went. */
  public Throughput run(SparkSession spark, Storage storage, Path preparedRoot) {
    PreparedData data = new Preparation(spark, storage).prepare(digits(), 1, preparedRoot);
    Network network = Network.of(ModelYaml.read(description(), net));
    EngineProvider engines = Engines.ALL.of(engine);
    try (Supplies supplies =
        new Supplies(network, engines, data.preprocessing().decoding(), storage)) {
      return train(spark, supplies, data.train().toString());
    }
  }

  private Throughput train(SparkSession session, Supplies supplies, String set) {
    Network network = supplies.network();
    BlockSet samples = supplies.open(set);
    StepPlan plan = StepPlan.of(samples.samples(), workers, batch, Integer.MAX_VALUE, 0);
    Coordinator coordinator = coordinator(network, plan);
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(session.sparkContext());
    Throughput throughput = new Throughput();
    AtomicLong warm = new AtomicLong();
    try (Delivery delivery = new Delivery(spark, supplies);
        Segments segments =
            spark.isLocal()
                ? new Gang(spark, coordinator, group(supplies, samples, coordinator), workers)
                : new ClusterGang(
                    spark,
                    coordinator,
                    delivery,
                    driver -> gangRun(driver, set, coordinator),
                    new GangOptions(() -> workers, ClusterConfig.Slices.AUTO, 0))) {
      segments.run(
          plan.totalSteps(),
          report -> {
            long now = System.nanoTime();
            if (report.step() < WARM_UP_STEPS) {
              warm.set(now + (long) (warmUpSeconds * NANOS_PER_SECOND));
            } else if (now - warm.get() > 0) {
              throughput.add(report);
              if (now - warm.get() > seconds * NANOS_PER_SECOND) {
                coordinator.requestStop();
              }
            }
          });
    }
    return throughput;
  }

  private WorkerGroup group(Supplies supplies, BlockSet samples, Coordinator coordinator) {
    GroupPlan plan =
        new GroupPlan(
            supplies.network(),
            LaneFeed.shuffled(1, workers),
            coordinator.plan(),
            Rounds.OF_ONE_STEP,
            workers,
            DEADLINE);
    return new WorkerGroup(plan, samples, supplies.engines(), coordinator.slice(), null);
  }

  private GangRun gangRun(Address driver, String set, Coordinator coordinator) {
    return new GangRun(
        new SecureRandom().nextLong(),
        driver,
        set,
        LaneFeed.shuffled(1, workers),
        coordinator.plan(),
        coordinator.method(),
        DEADLINE);
  }

  private static Coordinator coordinator(Network network, StepPlan plan) {
    OptimizerSpec adam =
        new Adam(
            new Constant(0.001),
            new Constant(Adam.DEFAULT_BETA1),
            Adam.DEFAULT_BETA2,
            Adam.DEFAULT_EPSILON,
            Regularization.NONE);
    Optimizer optimizer = Optimizer.of(adam, network.layout().learned());
    return new Coordinator(
        plan,
        TrainingMethod.of(new UpdateRule(optimizer, Clipping.NONE, List.of())),
        1,
        network.initialParameters(1),
        network.layout().learned());
  }

  private String description() {
    try (InputStream in = Benchmark.class.getResourceAsStream("bench-" + net + ".yaml")) {
      return new String(Objects.requireNonNull(in, net).readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static DataConfig digits() {
    SourceConfig source = new SourceConfig("digits", null, null, null, Map.of(), SAMPLES, 1);
    return DataConfig.of(source, new LabelConfig("label", LabelConfig.Kind.CLASS))
        .withScale(new ScaleConfig(0, BYTE_RANGE, false));
  }
}
