package io.github.bellows.worker.group;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.bellows.common.data.BlockSet;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.gradient.MeanGradient;
import io.github.bellows.common.model.Network;
import io.github.bellows.common.model.Shape;
import io.github.bellows.worker.TestSamples;
import io.github.bellows.worker.engine.torch.TorchProvider;
import io.github.bellows.worker.feed.LaneFeed;
import io.github.bellows.worker.step.SegmentSteps;
import io.github.bellows.worker.step.StepPlan;
import io.github.bellows.worker.step.TrainingMethod;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Several groups in one JVM, whose messages cross without a network. */
@SuppressWarnings("NullAway.Init")
class GroupExchangeTest {
  private static final Shape SHAPE = TestMethods.SHAPE;
  private static final int LANES = TestMethods.LANES;
  private static final int BATCH = TestMethods.BATCH;
  private static final Network NETWORK = TestMethods.NETWORK;
  private static final int LENGTH = NETWORK.layout().length();
  private static final StepPlan PLAN = TestMethods.PLAN;

  @TempDir Path directory;
  private BlockSet samples;

  @BeforeEach
  void writeSamples() {
    samples = TestSamples.images(directory, SHAPE, 4, (int) PLAN.samples());
  }

  @AfterEach
  void closeSamples() {
    samples.close();
  }

  /** Groups of 1, 2 and 2 lanes, and so on; {@code 0} is a group that only averages. */
  private static final List<List<Integer>> LANES_OF_GROUPS =
      List.of(List.of(3, 2), List.of(1, 2, 2), List.of(2, 3, 0));

  static Stream<Arguments> methodsAndGroups() {
    return Stream.of(TestMethods.methods(), TestMethods.roundedMethods())
        .flatMap(methods -> methods.entrySet().stream())
        .flatMap(
            method ->
                LANES_OF_GROUPS.stream()
                    .map(lanes -> Arguments.of(method.getKey(), method.getValue(), lanes)));
  }

  private static List<GroupShare> shares(List<Integer> lanesOfGroups) {
    List<GroupShare> shares = new ArrayList<>();
    BlockRange all = BlockRange.all(LENGTH);
    boolean driver = lanesOfGroups.contains(0);
    int first = 0;
    for (int group = 0; group < lanesOfGroups.size(); group++) {
      int lanes = lanesOfGroups.get(group);
      BlockRange blocks = all.share(group, lanesOfGroups.size());
      if (driver) {
        blocks = lanes == 0 ? all : new BlockRange(0, 0);
      }
      shares.add(new GroupShare(first, first + lanes, blocks));
      first += lanes;
    }
    return shares;
  }

  /** The groups of a run, and what each of them ends with. */
  private final class Run implements AutoCloseable {
    private final List<WorkerGroup> groups = new ArrayList<>();
    private final List<MethodArrays> arrays = new ArrayList<>();
    private final List<SegmentSteps> steps = new ArrayList<>();
    private final List<GroupShare> shares;
    private final Map<Message.Kind, Long> bytesOfFirst = new ConcurrentHashMap<>();
    private int dropped = -1;

    Run(TrainingMethod method, List<GroupShare> shares, long end, Duration deadline) {
      this.shares = shares;
      for (int self = 0; self < shares.size(); self++) {
        float[] parameters = NETWORK.initialParameters(7);
        MethodArrays own = arrays(method, parameters, shares.get(self));
        int workers = self == 0 ? 2 : 1;
        GroupPlan plan =
            new GroupPlan(
                NETWORK, LaneFeed.shuffled(42, LANES), PLAN, method.rounds(), workers, deadline);
        WorkerGroup group =
            new WorkerGroup(
                plan,
                samples,
                new TorchProvider(),
                own.slice(method),
                own.localRounds(method),
                shares.size() == 1 ? null : new Neighbours(shares, self, links(self)));
        SegmentSteps segment =
            new SegmentSteps(PLAN, method, SegmentSteps.Position.START, 1, end, report -> {});
        group.publish(parameters);
        group.open(segment);
        groups.add(group);
        arrays.add(own);
        steps.add(segment);
      }
    }

    private MethodArrays arrays(TrainingMethod method, float[] parameters, GroupShare share) {
      int learned = NETWORK.layout().learned();
      if (shares.size() == 1) {
        return MethodArrays.of(method, parameters, learned, share, LANES);
      }
      MethodArrays own = MethodArrays.ofGroup(method, LENGTH, learned, share, LANES);
      Held held = own.held();
      System.arraycopy(parameters, held.origin(), own.parameters(), 0, held.size());
      RoundingArrays rounding = own.rounding();
      if (rounding != null) {
        System.arraycopy(parameters, 0, rounding.replica(), 0, LENGTH);
      }
      return own;
    }

    private Links links(int self) {
      return new Links() {
        @Override
        public void send(int group, Message message) {
          if (self == 0) {
            bytesOfFirst.merge(message.kind(), (long) message.body().remaining(), Long::sum);
          }
          if (self != dropped || message.kind() != Message.Kind.SUMS) {
            groups.get(group).received(self, message);
          }
        }

        @Override
        public void lend(int group, Message message, Runnable returned) {
          assertThat(message.body().isDirect()).isTrue();
          send(group, message);
          returned.run();
        }

        @Override
        public String describe(int group) {
          return "group " + group;
        }
      };
    }

    void work() throws Exception {
      ExecutorService threads = Executors.newCachedThreadPool();
      try {
        List<Future<?>> tasks = new ArrayList<>();
        for (WorkerGroup group : groups) {
          tasks.add(threads.submit(() -> group.work(0)));
        }
        tasks.add(threads.submit(() -> groups.get(0).work(1)));
        for (Future<?> task : tasks) {
          task.get(60, SECONDS);
        }
      } finally {
        threads.shutdownNow();
      }
    }

    /** Returns each array as its owners have it. */
    Map<String, float[]> result() {
      Map<String, float[]> result = new LinkedHashMap<>();
      for (int group = 0; group < groups.size(); group++) {
        for (Map.Entry<String, float[]> array : arrays.get(group).byName().entrySet()) {
          boolean lane = array.getKey().startsWith("lane");
          boolean replica = array.getKey().equals("replica");
          Held held = arrays.get(group).held();
          boolean slot = array.getKey().contains("slot");
          int length = slot || lane ? NETWORK.layout().learned() : LENGTH;
          float[] own = array.getValue();
          float[] whole = result.computeIfAbsent(array.getKey(), name -> new float[length]);
          int origin = lane || replica ? 0 : held.origin();
          int from = lane ? 0 : shares.get(group).blocks().first();
          int to = lane ? own.length : shares.get(group).blocks().end(length);
          System.arraycopy(own, from - origin, whole, from, to - from);
        }
      }
      return result;
    }

    @Override
    public void close() {
      groups.forEach(WorkerGroup::close);
    }
  }

  private Map<String, float[]> train(TrainingMethod method, List<GroupShare> shares)
      throws Exception {
    try (Run run = new Run(method, shares, PLAN.totalSteps(), Duration.ofSeconds(30))) {
      run.work();
      assertThat(run.steps)
          .extracting(SegmentSteps::position)
          .containsOnly(run.steps.get(0).position());
      return run.result();
    }
  }

  @ParameterizedTest(name = "{0}, {2}")
  @MethodSource("methodsAndGroups")
  void endsWithTheBitsOfOneGroup(String name, TrainingMethod method, List<Integer> lanes)
      throws Exception {
    assertThat(MeanGradient.blocks(LENGTH)).as("blocks to share").isGreaterThanOrEqualTo(3);
    Map<String, float[]> alone = train(method, List.of(GroupShare.whole(LANES, LENGTH)));
    Map<String, float[]> together = train(method, shares(lanes));
    assertThat(together.keySet()).isEqualTo(alone.keySet());
    for (String array : alone.keySet()) {
      if (array.startsWith("slot") && name.startsWith("local") && !name.endsWith("AVERAGE")) {
        continue; // not used once lanes have a state of their own
      }
      assertThat(Arrays.equals(together.get(array), alone.get(array))).as(array).isTrue();
    }
  }

  @Test
  void roundingChangesTheBitsAndLeavesResiduals() throws Exception {
    List<GroupShare> one = List.of(GroupShare.whole(LANES, LENGTH));
    int learned = NETWORK.layout().learned();
    Map<String, float[]> exact = train(TestMethods.of("adam"), one);
    TrainingMethod method =
        Objects.requireNonNull(TestMethods.roundedMethods().get("adam rounded"));
    Map<String, float[]> rounded = train(method, one);
    float[] parameters = Objects.requireNonNull(rounded.get("parameters"));
    float[] replica = Objects.requireNonNull(rounded.get("replica"));
    assertThat(parameters).isNotEqualTo(exact.get("parameters"));
    assertThat(parameters).isNotEqualTo(replica);
    assertThat(Arrays.copyOfRange(parameters, learned, LENGTH))
        .as("statistics")
        .isEqualTo(Arrays.copyOfRange(replica, learned, LENGTH));
    // A step of Adam is about its rate at most, 0.01, and half a step of bfloat16 1/256 of it.
    for (int i = 0; i < learned; i++) {
      assertThat(replica[i]).isEqualTo(parameters[i], within(1e-4f));
    }
    for (int lane = 0; lane < LANES; lane++) {
      float[] residual = Objects.requireNonNull(rounded.get("lane" + lane + ".residual"));
      assertThat(residual).hasSize(learned).isNotEqualTo(new float[learned]);
    }
  }

  private Map<Message.Kind, Long> bytesOfAStep(TrainingMethod method) throws Exception {
    try (Run run = new Run(method, shares(List.of(1, 2, 2)), 1, Duration.ofSeconds(30))) {
      run.work();
      return run.bytesOfFirst;
    }
  }

  /** The first of three groups has one lane, and one block of the parameters. */
  @Test
  void roundedNumbersCrossInTwoBytesAndStatisticsInFour() throws Exception {
    int statistics = LENGTH - NETWORK.layout().learned();
    long own = shares(List.of(1, 2, 2)).get(0).blocks().end(LENGTH);
    assertThat(statistics).isPositive();
    assertThat(bytesOfAStep(TestMethods.of("adam")))
        .containsEntry(Message.Kind.SUMS, 4 * (LENGTH - own))
        .containsEntry(Message.Kind.UPDATED, 2 * 4 * own);
    TrainingMethod method =
        Objects.requireNonNull(TestMethods.roundedMethods().get("adam rounded"));
    assertThat(bytesOfAStep(method))
        .containsEntry(Message.Kind.SUMS, 2 * (LENGTH - own - statistics) + 4L * statistics)
        .containsEntry(Message.Kind.UPDATED, 2 * 2 * own);
  }

  @Test
  void aStopThatOneGroupHearsOfEndsAllAfterTheSameStep() throws Exception {
    TrainingMethod method = TrainingMethod.of(TestMethods.adam());
    try (Run run = new Run(method, shares(List.of(3, 2)), 9, Duration.ofSeconds(30))) {
      run.groups.get(1).requestStop();
      run.work();
      assertThat(run.steps)
          .extracting(SegmentSteps::position)
          .containsOnly(new SegmentSteps.Position(1, 0));
    }
  }

  @Test
  void aGroupThatDoesNotSendIsNamed() {
    TrainingMethod method = TrainingMethod.of(TestMethods.adam());
    try (Run run = new Run(method, shares(List.of(3, 2)), 9, Duration.ofMillis(300))) {
      run.dropped = 1;
      assertThatThrownBy(run::work)
          .cause()
          .isInstanceOfSatisfying(
              TrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NO_CAPACITY))
          .hasMessageStartingWith(
              "step 0, gradients: waited 0 s for group 1, last heard of 0 s ago. Resume the run");
    }
  }
}
