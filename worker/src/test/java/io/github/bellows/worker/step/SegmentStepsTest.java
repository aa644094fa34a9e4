package io.github.bellows.worker.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.gradient.Clipping;
import io.github.bellows.common.gradient.Wire;
import io.github.bellows.common.optim.Ema;
import io.github.bellows.common.optim.Optimizer;
import io.github.bellows.common.optim.Regularization;
import io.github.bellows.common.optim.Sgd;
import io.github.bellows.common.schedule.StepDecay;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class SegmentStepsTest {
  private static final StepPlan PLAN = StepPlan.of(10, 2, 2, 2, 0);
  private static final StepTimes TIMES = new StepTimes(1, 2, 3, 4);

  /** Halves every two steps: 0.5, 0.5, 0.25, 0.25, ... */
  private static final UpdateRule RULE =
      new UpdateRule(
          Optimizer.of(new Sgd(new StepDecay(0.5, 0.5, 2), Regularization.NONE), 3),
          Clipping.NONE,
          List.of());

  private final List<StepReport> reports = new ArrayList<>();

  private SegmentSteps steps(long from, long end) {
    return steps(TrainingMethod.of(RULE), new SegmentSteps.Position(from, 0), end);
  }

  private SegmentSteps steps(TrainingMethod method, SegmentSteps.Position from, long end) {
    return new SegmentSteps(PLAN, method, from, 0.5, end, reports::add);
  }

  private static StepSums sums(double loss, double norm) {
    return new StepSums(loss, 4, norm);
  }

  private static List<Long> takeAll(SegmentSteps steps) {
    List<Long> taken = new ArrayList<>();
    for (Round round = steps.next(); round != null; round = steps.next()) {
      taken.add(round.first().step());
      steps.completed(round, List.of(sums(8, 0.1)), TIMES);
    }
    return taken;
  }

  @Test
  void endsWhereItWasToldToAndWithTheRun() {
    assertThat(takeAll(steps(0, 2))).containsExactly(0L, 1L);
    assertThat(takeAll(steps(2, 2))).isEmpty();
    assertThat(takeAll(steps(2, 100))).containsExactly(2L, 3L, 4L, 5L);
    assertThat(takeAll(steps(6, 100))).isEmpty();
  }

  @Test
  void aStepIsNotOverBeforeItIsCompleted() {
    SegmentSteps steps = steps(0, 6);
    Round first = Objects.requireNonNull(steps.next());
    assertThat(steps.judge(first).averageWeight()).isZero();
    assertThat(steps.position()).isEqualTo(SegmentSteps.Position.START);
    assertThat(reports).isEmpty();
    assertThat(steps.next()).isEqualTo(first);
    steps.completed(first, List.of(sums(1, 1)), TIMES);
    assertThat(steps.position().step()).isEqualTo(1);
  }

  @Test
  void reportsSayWhatEachStepUsed() {
    assertThat(takeAll(steps(0, 4))).hasSize(4);
    assertThat(reports)
        .containsExactly(
            new StepReport(0, 0, 4, 4, 2, 0.5, 0.1, TIMES),
            new StepReport(1, 0, 4, 4, 2, 0.5, 0.1, TIMES),
            new StepReport(2, 0, 2, 4, 2, 0.25, 0.1, TIMES),
            new StepReport(3, 1, 4, 4, 2, 0.25, 0.1, TIMES));
  }

  @Test
  void aStopEndsItAfterTheStepUnderWay() {
    SegmentSteps steps = steps(0, 6);
    Round first = Objects.requireNonNull(steps.next());
    steps.requestStop();
    assertThat(steps.stopRequested()).isTrue();
    steps.completed(first, List.of(sums(1, 1)), TIMES);
    assertThat(steps.next()).isNull();
    assertThat(steps.position().step()).isEqualTo(1);
  }

  @Test
  void anAverageGoesOnFromItsNumber() {
    TrainingMethod method = new TrainingMethod(RULE, null, new Ema(0.75, 0, 1), false, Wire.FP32);
    SegmentSteps fresh = steps(method, SegmentSteps.Position.START, 2);
    Round first = Objects.requireNonNull(fresh.next());
    assertThat(fresh.judge(first).averageWeight()).isEqualTo(1);
    fresh.completed(first, List.of(new StepSums(0, 0, 0)), TIMES);
    assertThat(fresh.position()).as("without weight").isEqualTo(new SegmentSteps.Position(1, 0));
    SegmentSteps later = steps(method, new SegmentSteps.Position(3, 3), 6);
    Round next = Objects.requireNonNull(later.next());
    assertThat(later.judge(next).averageWeight()).isEqualTo(0.25);
    later.completed(next, List.of(sums(1, 1)), TIMES);
    assertThat(later.position()).isEqualTo(new SegmentSteps.Position(4, 4));
  }

  @Test
  void aLossThatIsNotFiniteStopsTheRunByName() {
    SegmentSteps steps = steps(0, 6);
    assertThatThrownBy(() -> steps.requireFinite(Round.of(PLAN.at(3)), sums(Double.NaN, 1)))
        .isInstanceOfSatisfying(
            TrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DIVERGED))
        .hasMessage(
            "step 3, loss = NaN: must be finite. Lower optimizer.learningRate, set"
                + " training.clip.norm, or check the scale of the data; checkpoints up to this"
                + " step are kept.");
    assertThatThrownBy(
            () -> steps.requireFinite(Round.of(PLAN.at(0)), sums(Double.NEGATIVE_INFINITY, 1)))
        .hasMessageStartingWith("step 0, loss = -Infinity: must be finite. ");
    assertThat(steps.position()).isEqualTo(SegmentSteps.Position.START);
  }

  @Test
  void aGradientThatIsNotFiniteStopsTheRunByName() {
    SegmentSteps steps = steps(0, 6);
    Round round = Round.of(PLAN.at(5));
    assertThatThrownBy(() -> steps.requireFinite(round, sums(1, Double.POSITIVE_INFINITY)))
        .isInstanceOfSatisfying(
            TrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DIVERGED))
        .hasMessageStartingWith("step 5, gradient norm = Infinity: must be finite. Lower ");
    assertThatThrownBy(() -> steps.requireFinite(round, sums(1, Double.NaN)))
        .hasMessageStartingWith("step 5, gradient norm = NaN: must be finite. ");
  }
}
