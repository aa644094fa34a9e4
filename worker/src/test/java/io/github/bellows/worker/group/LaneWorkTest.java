package io.github.bellows.worker.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bellows.common.data.BlockSet;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.worker.TestSamples;
import io.github.bellows.worker.engine.torch.TorchProvider;
import io.github.bellows.worker.feed.LaneFeed;
import io.github.bellows.worker.step.Round;
import io.github.bellows.worker.step.SegmentSteps;
import io.github.bellows.worker.step.StepReport;
import io.github.bellows.worker.step.TrainingMethod;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Lanes that anyone computes, and an update that adds them: the bits of a group. */
@SuppressWarnings("NullAway.Init")
class LaneWorkTest {
  private static final int LANES = TestMethods.LANES;
  private static final Runnable NOTHING = () -> {};

  @TempDir Path directory;
  private BlockSet samples;

  @BeforeEach
  void writeSamples() {
    samples = TestSamples.images(directory, TestMethods.SHAPE, 4, (int) TestMethods.PLAN.samples());
  }

  @AfterEach
  void closeSamples() {
    samples.close();
  }

  static Stream<Arguments> methodsAndTasks() {
    return TestMethods.methods().entrySet().stream()
        .flatMap(
            method ->
                Stream.of(1, 2, 3, LANES)
                    .map(tasks -> Arguments.of(method.getKey(), method.getValue(), tasks)));
  }

  private static GroupPlan plan(TrainingMethod method) {
    return new GroupPlan(
        TestMethods.NETWORK,
        LaneFeed.shuffled(42, LANES),
        TestMethods.PLAN,
        method.rounds(),
        1,
        Duration.ofSeconds(30));
  }

  private static MethodArrays arrays(TrainingMethod method) {
    float[] parameters = TestMethods.NETWORK.initialParameters(7);
    return MethodArrays.of(
        method,
        parameters,
        TestMethods.NETWORK.layout().learned(),
        GroupShare.whole(LANES, parameters.length),
        LANES);
  }

  private static SegmentSteps steps(TrainingMethod method, List<StepReport> reports) {
    return new SegmentSteps(
        TestMethods.PLAN,
        method,
        SegmentSteps.Position.START,
        1,
        TestMethods.PLAN.totalSteps(),
        reports::add);
  }

  private Map<String, float[]> inGroup(TrainingMethod method, List<StepReport> reports) {
    MethodArrays arrays = arrays(method);
    try (WorkerGroup group =
        new WorkerGroup(
            plan(method),
            samples,
            new TorchProvider(),
            arrays.slice(method),
            arrays.localRounds(method))) {
      group.open(steps(method, reports));
      group.work(0);
    }
    return arrays.byName();
  }

  private LaneWork open(TrainingMethod method) {
    return new LaneWork(plan(method), samples, new TorchProvider(), method);
  }

  private static float[] flat(float[][] slots) {
    int length = slots.length == 0 ? 0 : slots[0].length;
    float[] flat = new float[slots.length * length];
    for (int slot = 0; slot < slots.length; slot++) {
      System.arraycopy(slots[slot], 0, flat, slot * length, length);
    }
    return flat;
  }

  private static LaneWork.Start start(MethodArrays arrays) {
    float[][] lanes = new float[LANES][0];
    for (int lane = 0; lane < arrays.laneSlots().length; lane++) {
      lanes[lane] = flat(arrays.laneSlots()[lane]);
    }
    return new LaneWork.Start(arrays.parameters().clone(), flat(arrays.slots()), lanes);
  }

  /** Takes all rounds; the parts arrive in another order than that of their lanes. */
  private Map<String, float[]> inTasks(TrainingMethod method, int tasks, List<StepReport> reports) {
    MethodArrays arrays = arrays(method);
    SegmentSteps steps = steps(method, reports);
    try (LaneWork one = open(method);
        LaneWork other = open(method);
        RoundUpdate update =
            new RoundUpdate(LANES, arrays.slice(method), arrays.localRounds(method), 2)) {
      for (Round round = steps.next(); round != null; round = steps.next()) {
        List<LanePart> parts = new ArrayList<>();
        for (int task = tasks - 1; task >= 0; task--) {
          LaneRange lanes = LaneRange.of(LANES, tasks, task);
          LaneWork.Start start = start(arrays);
          LaneWork first = task % 2 == 0 ? one : other;
          parts.add(first.compute(round, lanes, start, steps, NOTHING));
          LanePart again =
              (first == one ? other : one).compute(round, lanes, start, steps, NOTHING);
          assertThat(again.vectors()).hasSameSizeAs(parts.get(parts.size() - 1).vectors());
          assertSame(again, parts.get(parts.size() - 1));
        }
        long sent =
            parts.stream().flatMap(part -> part.vectors().stream()).mapToLong(b -> b.length).sum();
        assertThat(sent).isPositive().isLessThanOrEqualTo(update.bytes(tasks));
        update.apply(round, steps, parts, System.nanoTime());
      }
    }
    return arrays.byName();
  }

  private static void assertSame(LanePart again, LanePart first) {
    assertThat(again.figures()).isEqualTo(first.figures());
    for (int i = 0; i < first.vectors().size(); i++) {
      assertThat(Arrays.equals(again.vectors().get(i), first.vectors().get(i))).isTrue();
    }
  }

  private static List<Map<String, Object>> figures(List<StepReport> reports) {
    return reports.stream()
        .map(
            report -> {
              Map<String, Object> figures = new LinkedHashMap<>();
              figures.put("step", report.step());
              figures.put("loss", report.loss());
              figures.put("norm", report.gradientNorm());
              figures.put("weight", report.weight());
              return figures;
            })
        .toList();
  }

  @ParameterizedTest(name = "{0}, {2} tasks")
  @MethodSource("methodsAndTasks")
  void endsWithTheBitsOfAGroup(String name, TrainingMethod method, int tasks) {
    List<StepReport> expectedReports = new ArrayList<>();
    List<StepReport> reports = new ArrayList<>();
    Map<String, float[]> expected = inGroup(method, expectedReports);
    Map<String, float[]> actual = inTasks(method, tasks, reports);
    assertThat(actual.keySet()).isEqualTo(expected.keySet());
    for (String array : expected.keySet()) {
      assertThat(Arrays.equals(actual.get(array), expected.get(array))).as(array).isTrue();
    }
    assertThat(figures(reports)).hasSize(12).isEqualTo(figures(expectedReports));
  }

  @Test
  void aRoundThatIsNotFiniteChangesNothing() {
    TrainingMethod method = TestMethods.of("adam");
    MethodArrays arrays = arrays(method);
    arrays.parameters()[arrays.learned() - 1] = Float.NaN; // a bias of the outputs
    float[] before = arrays.parameters().clone();
    SegmentSteps steps = steps(method, new ArrayList<>());
    Round round = Objects.requireNonNull(steps.next());
    try (LaneWork work = open(method);
        RoundUpdate update =
            new RoundUpdate(LANES, arrays.slice(method), arrays.localRounds(method), 2)) {
      LanePart part = work.compute(round, new LaneRange(0, LANES), start(arrays), steps, NOTHING);
      assertThatThrownBy(() -> update.apply(round, steps, List.of(part), System.nanoTime()))
          .isInstanceOfSatisfying(
              TrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DIVERGED))
          .hasMessageStartingWith("step 0, ");
    }
    assertThat(arrays.parameters()).isEqualTo(before);
    assertThat(steps.position()).isEqualTo(SegmentSteps.Position.START);
  }

  @Test
  void someoneWhoLeavesBetweenLanesComesBackUnharmed() {
    TrainingMethod method = TestMethods.of("adam");
    MethodArrays arrays = arrays(method);
    SegmentSteps steps = steps(method, new ArrayList<>());
    Round round = Objects.requireNonNull(steps.next());
    LaneRange lanes = new LaneRange(0, LANES);
    int[] begun = {0};
    try (LaneWork work = open(method);
        LaneWork fresh = open(method)) {
      assertThatThrownBy(
              () ->
                  work.compute(
                      round,
                      lanes,
                      start(arrays),
                      steps,
                      () -> {
                        if (++begun[0] == 3) {
                          throw new IllegalStateException("leave");
                        }
                      }))
          .hasMessage("leave");
      assertThat(begun[0]).isEqualTo(3);
      assertSame(
          work.compute(round, lanes, start(arrays), steps, NOTHING),
          fresh.compute(round, lanes, start(arrays), steps, NOTHING));
    }
  }

  @Test
  void tasksShareAllLanes() {
    assertThat(IntStream.range(0, 3).mapToObj(task -> LaneRange.of(5, 3, task)))
        .containsExactly(new LaneRange(0, 1), new LaneRange(1, 3), new LaneRange(3, 5));
    assertThatThrownBy(() -> LaneRange.of(2, 3, 0)).isInstanceOf(IllegalArgumentException.class);
  }
}
