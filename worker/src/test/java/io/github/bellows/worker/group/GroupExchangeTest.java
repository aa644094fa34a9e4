package io.github.bellows.worker.group;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bellows.common.data.BlockSet;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.gradient.MeanGradient;
import io.github.bellows.common.model.Network;
import io.github.bellows.common.model.Shape;
import io.github.bellows.worker.TestSamples;
import io.github.bellows.worker.engine.torch.TorchProvider;
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
    return TestMethods.methods().entrySet().stream()
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
    private int dropped = -1;

    Run(TrainingMethod method, List<GroupShare> shares, long end, Duration deadline) {
      this.shares = shares;
      for (int self = 0; self < shares.size(); self++) {
        MethodArrays own =
            MethodArrays.of(
                method,
                NETWORK.initialParameters(7),
                NETWORK.layout().learned(),
                shares.get(self),
                LANES);
        int workers = self == 0 ? 2 : 1;
        GroupPlan plan = new GroupPlan(NETWORK, 42, true, LANES, BATCH, workers, deadline);
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
        group.open(segment);
        groups.add(group);
        arrays.add(own);
        steps.add(segment);
      }
    }

    private Links links(int self) {
      return new Links() {
        @Override
        public void send(int group, Message message) {
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
          float[] own = array.getValue();
          float[] whole = result.computeIfAbsent(array.getKey(), name -> new float[own.length]);
          boolean lanes = array.getKey().startsWith("lane");
          int from = lanes ? 0 : shares.get(group).blocks().first();
          int to = lanes ? own.length : shares.get(group).blocks().end(own.length);
          System.arraycopy(own, from, whole, from, to - from);
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
          .hasMessageStartingWith("step 0, gradients: waited 0 s for group 1. Resume the run");
    }
  }
}
