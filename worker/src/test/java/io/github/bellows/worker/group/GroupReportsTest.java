package io.github.bellows.worker.group;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.bellows.common.data.BlockSet;
import io.github.bellows.common.data.SampleBatch;
import io.github.bellows.common.model.Network;
import io.github.bellows.worker.ForwardingEngine;
import io.github.bellows.worker.TestSamples;
import io.github.bellows.worker.engine.EngineProvider;
import io.github.bellows.worker.engine.FlatMemory;
import io.github.bellows.worker.engine.GradientEngine;
import io.github.bellows.worker.engine.LossSum;
import io.github.bellows.worker.engine.torch.TorchProvider;
import io.github.bellows.worker.feed.FeedOrder;
import io.github.bellows.worker.feed.LaneFeed;
import io.github.bellows.worker.step.LaneSamples;
import io.github.bellows.worker.step.Rounds;
import io.github.bellows.worker.step.SegmentSteps;
import io.github.bellows.worker.step.StepPlan;
import io.github.bellows.worker.step.StepReport;
import io.github.bellows.worker.step.TrainingMethod;
import io.github.bellows.worker.step.WorkerReport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What groups tell of a segment: which samples were read, and who was waited for. */
@SuppressWarnings("NullAway.Init")
class GroupReportsTest {
  private static final StepPlan PLAN = TestMethods.PLAN;
  private static final int LENGTH = TestMethods.NETWORK.layout().length();
  private static final int SLOW = 60;

  @TempDir Path directory;
  private BlockSet samples;
  private final List<WorkerGroup> groups = new ArrayList<>();
  private final List<List<StepReport>> steps = List.of(new ArrayList<>(), new ArrayList<>());

  @BeforeEach
  void writeSamples() {
    samples = TestSamples.images(directory, TestMethods.SHAPE, 4, (int) PLAN.samples());
  }

  @AfterEach
  void close() {
    groups.forEach(WorkerGroup::close);
    samples.close();
  }

  /** Computes every gradient several times. */
  private record Repeated(int times) implements EngineProvider {
    private static final EngineProvider TORCH = new TorchProvider();

    @Override
    public String kind() {
      return TORCH.kind();
    }

    @Override
    public String describe() {
      return TORCH.describe();
    }

    @Override
    public GradientEngine open(Network network, FlatMemory parameters) {
      GradientEngine engine = TORCH.open(network, parameters);
      return new ForwardingEngine(engine) {
        @Override
        public LossSum gradient(SampleBatch batch, FlatMemory gradient, long key) {
          LossSum sum = engine.gradient(batch, gradient, key);
          for (int again = 1; again < times; again++) {
            sum = engine.gradient(batch, gradient, key);
          }
          return sum;
        }
      };
    }
  }

  private Links links(int self) {
    return new Links() {
      @Override
      public void send(int group, Message message) {
        groups.get(group).received(self, message);
      }

      @Override
      public void lend(int group, Message message, Runnable returned) {
        send(group, message);
        returned.run();
      }

      @Override
      public String describe(int group) {
        return "group " + group;
      }
    };
  }

  /** Two workers with three lanes, and a slow one with two. */
  private void train(TrainingMethod method, boolean record) throws Exception {
    BlockRange all = BlockRange.all(LENGTH);
    List<GroupShare> shares =
        List.of(new GroupShare(0, 3, all.share(0, 2)), new GroupShare(3, 5, all.share(1, 2)));
    for (int self = 0; self < 2; self++) {
      MethodArrays arrays =
          MethodArrays.of(
              method,
              TestMethods.NETWORK.initialParameters(7),
              TestMethods.NETWORK.layout().learned(),
              shares.get(self),
              TestMethods.LANES);
      GroupPlan plan =
          new GroupPlan(
              TestMethods.NETWORK,
              new LaneFeed(42, FeedOrder.EXACT, TestMethods.LANES, 2, record),
              TestMethods.PLAN,
              Rounds.OF_ONE_STEP,
              2 - self,
              Duration.ofSeconds(30));
      WorkerGroup group =
          new WorkerGroup(
              plan,
              samples,
              new Repeated(self == 0 ? 1 : SLOW),
              arrays.slice(method),
              arrays.localRounds(method),
              new Neighbours(shares, self, links(self)));
      group.open(
          new SegmentSteps(
              PLAN,
              method,
              SegmentSteps.Position.START,
              1,
              PLAN.totalSteps(),
              steps.get(self)::add));
      groups.add(group);
    }
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      List<Future<?>> tasks = new ArrayList<>();
      tasks.add(threads.submit(() -> groups.get(0).work(0)));
      tasks.add(threads.submit(() -> groups.get(0).work(1)));
      tasks.add(threads.submit(() -> groups.get(1).work(0)));
      for (Future<?> task : tasks) {
        task.get(60, SECONDS);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"adam", "local KEEP"})
  void everySampleOfAnEpochIsReadOnce(String method) throws Exception {
    train(TestMethods.of(method), true);
    List<LaneSamples> read = new ArrayList<>();
    for (WorkerGroup group : groups) {
      group.takeReports().forEach(worker -> read.addAll(worker.samples()));
      assertThat(group.takeReports()).allMatch(worker -> worker.samples().isEmpty());
    }
    long perEpoch = PLAN.stepsPerEpoch();
    for (long epoch = 0; epoch < 3; epoch++) {
      long now = epoch;
      assertThat(
              read.stream()
                  .filter(lane -> lane.step() / perEpoch == now)
                  .flatMapToLong(lane -> Arrays.stream(lane.samples()))
                  .sorted()
                  .toArray())
          .isEqualTo(LongStream.range(0, PLAN.samples()).toArray());
    }
    assertThat(read.stream().map(lane -> lane.step() + "." + lane.lane()).distinct().count())
        .isEqualTo(read.size())
        .isEqualTo(PLAN.totalSteps() * TestMethods.LANES);
  }

  @Test
  void nothingIsNotedUnlessAskedFor() throws Exception {
    train(TestMethods.of("adam"), false);
    assertThat(groups.get(1).takeReports()).allMatch(worker -> worker.samples().isEmpty());
  }

  @Test
  void theSlowestOfAllGroupsIsNamedAndTheOthersWait() throws Exception {
    train(TestMethods.of("adam"), false);
    for (List<StepReport> seen : steps) {
      assertThat(seen).hasSize((int) PLAN.totalSteps());
      // The first round opens engines; after it, sixty times the work takes longer.
      assertThat(seen.subList(1, seen.size()))
          .allSatisfy(
              step -> {
                assertThat(step.times().slowest()).isEqualTo(2);
                assertThat(step.times().longest()).isPositive();
              });
    }
    List<WorkerReport> fast = groups.get(0).takeReports();
    WorkerReport slow = groups.get(1).takeReports().get(0);
    assertThat(fast).hasSize(2).allMatch(w -> w.times().steps() == PLAN.totalSteps());
    for (WorkerReport worker : fast) {
      assertThat(worker.times().compute()).isLessThan(slow.times().compute() / 2);
      assertThat(worker.times().waiting())
          .as("%s against %s", worker.times(), slow.times())
          .isGreaterThan(slow.times().compute() / 2);
      assertThat(worker.times().waiting()).isGreaterThan(worker.times().exchange());
    }
    assertThat(slow.times().waiting()).isLessThan(slow.times().compute());
  }
}
