package io.github.bellows.driver.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bellows.common.checkpoint.Checkpoint;
import io.github.bellows.common.checkpoint.RunState;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.gradient.Clipping;
import io.github.bellows.common.optim.Adam;
import io.github.bellows.common.optim.Optimizer;
import io.github.bellows.common.optim.OptimizerSpec;
import io.github.bellows.common.optim.Regularization;
import io.github.bellows.common.optim.Sgd;
import io.github.bellows.common.schedule.Constant;
import io.github.bellows.common.schedule.StepDecay;
import io.github.bellows.worker.group.Round;
import io.github.bellows.worker.group.StepSums;
import io.github.bellows.worker.group.StepTimes;
import io.github.bellows.worker.group.UpdateRule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class CoordinatorTest {
  private static final StepPlan PLAN = StepPlan.of(10, 2, 2, 2, 0);
  private static final StepTimes TIMES = new StepTimes(1, 2, 3, 4);

  /** Halves every two steps: 0.5, 0.5, 0.25, 0.25, ... */
  private static final StepDecay RATE = new StepDecay(0.5, 0.5, 2);

  private static Coordinator with(OptimizerSpec optimizer, Clipping clipping) {
    UpdateRule rule = new UpdateRule(Optimizer.of(optimizer, 3), clipping, List.of());
    return new Coordinator(PLAN, TrainingMethod.of(rule), 2, new float[] {1, 2, 3}, 3);
  }

  private static Coordinator plain() {
    return with(new Sgd(RATE, Regularization.NONE), Clipping.NONE);
  }

  private static StepSums sums(double loss, double norm) {
    return new StepSums(loss, 4, norm);
  }

  /** Takes steps as the workers do, and returns their numbers. */
  private static List<Long> segment(Coordinator coordinator, long end) {
    coordinator.openSegment(end);
    List<Long> taken = new ArrayList<>();
    for (Round round = coordinator.next(); round != null; round = coordinator.next()) {
      taken.add(round.first().step());
      coordinator.completed(round, List.of(sums(8, 0.1)), TIMES);
    }
    return taken;
  }

  @Test
  void aSegmentEndsWhereItWasToldToAndTheRunAtItsLastStep() {
    Coordinator coordinator = plain();
    assertThat(coordinator.next()).as("no segment is open").isNull();
    assertThat(segment(coordinator, 2)).containsExactly(0L, 1L);
    assertThat(coordinator.step()).isEqualTo(2);
    assertThat(coordinator.next()).isNull();
    assertThat(segment(coordinator, 2)).isEmpty();
    assertThat(segment(coordinator, 100)).containsExactly(2L, 3L, 4L, 5L);
    assertThat(coordinator.step()).isEqualTo(6);
    assertThat(segment(coordinator, 100)).isEmpty();
  }

  @Test
  void aStepIsNotOverBeforeItIsCompleted() {
    Coordinator coordinator = plain();
    coordinator.openSegment(6);
    Round first = Objects.requireNonNull(coordinator.next());
    assertThat(coordinator.judge(first, sums(1, 1)).averageWeight()).isZero();
    assertThat(coordinator.step()).isZero();
    assertThat(coordinator.reports()).isEmpty();
    assertThat(coordinator.next()).isEqualTo(first);
    coordinator.completed(first, List.of(sums(1, 1)), TIMES);
    assertThat(coordinator.step()).isEqualTo(1);
  }

  @Test
  void reportsSayWhatEachStepUsed() {
    Coordinator coordinator = plain();
    assertThat(segment(coordinator, 4)).hasSize(4);
    assertThat(coordinator.reports())
        .containsExactly(
            new StepReport(0, 0, 4, 4, 2, 0.5, 0.1, TIMES),
            new StepReport(1, 0, 4, 4, 2, 0.5, 0.1, TIMES),
            new StepReport(2, 0, 2, 4, 2, 0.25, 0.1, TIMES),
            new StepReport(3, 1, 4, 4, 2, 0.25, 0.1, TIMES));
    coordinator.openSegment(6);
    assertThat(coordinator.reports()).as("a new segment begins with none").isEmpty();
  }

  @Test
  void aStopEndsTheSegmentAfterTheStepUnderWay() {
    Coordinator coordinator = plain();
    coordinator.openSegment(6);
    Round first = Objects.requireNonNull(coordinator.next());
    coordinator.requestStop();
    assertThat(coordinator.stopRequested()).isTrue();
    coordinator.completed(first, List.of(sums(1, 1)), TIMES);
    assertThat(coordinator.next()).isNull();
    assertThat(coordinator.step()).isEqualTo(1);
    assertThat(segment(coordinator, 6)).as("no later segment starts").isEmpty();
  }

  @Test
  void aLossThatIsNotFiniteStopsTheRunByName() {
    Coordinator coordinator = plain();
    assertThatThrownBy(() -> coordinator.judge(Round.of(PLAN.at(3)), sums(Double.NaN, 1)))
        .isInstanceOfSatisfying(
            TrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DIVERGED))
        .hasMessage(
            "step 3, loss = NaN: must be finite. Lower optimizer.learningRate, set"
                + " training.clip.norm, or check the scale of the data; checkpoints up to this"
                + " step are kept.");
    assertThatThrownBy(
            () -> coordinator.judge(Round.of(PLAN.at(0)), sums(Double.NEGATIVE_INFINITY, 1)))
        .hasMessageStartingWith("step 0, loss = -Infinity: must be finite. ");
    assertThat(coordinator.step()).isZero();
  }

  @Test
  void aGradientThatIsNotFiniteStopsTheRunByName() {
    Coordinator coordinator = with(new Sgd(RATE, Regularization.NONE), Clipping.NONE);
    assertThatThrownBy(
            () -> coordinator.judge(Round.of(PLAN.at(5)), sums(1, Double.POSITIVE_INFINITY)))
        .isInstanceOfSatisfying(
            TrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DIVERGED))
        .hasMessageStartingWith("step 5, gradient norm = Infinity: must be finite. Lower ");
    assertThatThrownBy(() -> coordinator.judge(Round.of(PLAN.at(5)), sums(1, Double.NaN)))
        .hasMessageStartingWith("step 5, gradient norm = NaN: must be finite. ");
  }

  private static Checkpoint checkpoint(long step, float[] parameters, float[]... slots) {
    Map<String, float[]> arrays = new HashMap<>(Map.of(Checkpoint.PARAMETERS, parameters));
    for (int slot = 0; slot < slots.length; slot++) {
      arrays.put("slot" + slot, slots[slot]);
    }
    return new Checkpoint(RunState.of(step, "id", 0, null), arrays);
  }

  @Test
  void continuesFromACheckpointWithoutSharingItsArrays() {
    OptimizerSpec adam = new Adam(RATE, new Constant(0.9), 0.999, 1e-8, Regularization.NONE);
    Coordinator coordinator = with(adam, Clipping.NONE);
    float[] own = coordinator.parameters();
    float[] parameters = {4, 5, 6};
    float[][] slots = {{7, 8, 9}, {10, 11, 12}};
    coordinator.restore(checkpoint(4, parameters, slots));
    parameters[0] = -1;
    slots[1][2] = -1;
    assertThat(coordinator.step()).isEqualTo(4);
    assertThat(coordinator.parameters()).isSameAs(own).containsExactly(4, 5, 6);
    assertThat(coordinator.slice().arrays().slots())
        .isDeepEqualTo(new float[][] {{7, 8, 9}, {10, 11, 12}});
    assertThat(segment(coordinator, 6)).containsExactly(4L, 5L);
  }

  @Test
  void refusesTheCheckpointOfAnotherNetworkOrOptimizer() {
    Coordinator coordinator = plain();
    assertThatThrownBy(() -> coordinator.restore(checkpoint(1, new float[2])))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a checkpoint of another network or optimizer");
    assertThatThrownBy(() -> coordinator.restore(checkpoint(1, new float[3], new float[3])))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(coordinator.step()).isZero();
    assertThat(coordinator.parameters()).containsExactly(1, 2, 3);
  }
}
