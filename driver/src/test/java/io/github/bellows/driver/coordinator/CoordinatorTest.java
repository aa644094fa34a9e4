package io.github.bellows.driver.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bellows.common.checkpoint.Checkpoint;
import io.github.bellows.common.checkpoint.RunState;
import io.github.bellows.common.gradient.Clipping;
import io.github.bellows.common.optim.Adam;
import io.github.bellows.common.optim.Optimizer;
import io.github.bellows.common.optim.OptimizerSpec;
import io.github.bellows.common.optim.Regularization;
import io.github.bellows.common.optim.Sgd;
import io.github.bellows.common.schedule.Constant;
import io.github.bellows.common.schedule.StepDecay;
import io.github.bellows.worker.step.Round;
import io.github.bellows.worker.step.SegmentSteps;
import io.github.bellows.worker.step.StepPlan;
import io.github.bellows.worker.step.StepReport;
import io.github.bellows.worker.step.StepSums;
import io.github.bellows.worker.step.StepTimes;
import io.github.bellows.worker.step.TrainingMethod;
import io.github.bellows.worker.step.UpdateRule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class CoordinatorTest {
  private static final StepPlan PLAN = StepPlan.of(10, 2, 2, 2, 0);
  private static final StepSums SUMS = new StepSums(8, 4, 0.1);
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

  /** Takes steps as the workers do, and returns their numbers. */
  private static List<Long> segment(Coordinator coordinator, long end) {
    SegmentSteps steps = coordinator.open(end);
    List<Long> taken = new ArrayList<>();
    for (Round round = steps.next(); round != null; round = steps.next()) {
      taken.add(round.first().step());
      steps.completed(round, List.of(SUMS), TIMES);
    }
    coordinator.close(steps.position());
    return taken;
  }

  @Test
  void aSegmentBeginsWhereTheOneBeforeEnded() {
    Coordinator coordinator = plain();
    assertThat(segment(coordinator, 2)).containsExactly(0L, 1L);
    assertThat(coordinator.step()).isEqualTo(2);
    assertThat(segment(coordinator, 2)).isEmpty();
    assertThat(segment(coordinator, 100)).containsExactly(2L, 3L, 4L, 5L);
    assertThat(coordinator.step()).isEqualTo(6);
    assertThat(segment(coordinator, 100)).isEmpty();
  }

  @Test
  void remembersWhatHasComputedItsSteps() {
    Coordinator first = plain();
    assertThat(first.engines()).isEmpty();
    first.computedBy(List.of("b", "a"));
    first.computedBy(List.of("a"));
    Coordinator resumed = plain();
    resumed.restore(first.checkpoint("id", 0, null));
    assertThat(resumed.engines()).containsExactly("a", "b");
    resumed.computedBy(List.of("c"));
    assertThat(resumed.checkpoint("id", 0, null).state().engines()).containsExactly("a", "b", "c");
  }

  @Test
  void aNewSegmentBeginsWithoutReports() {
    Coordinator coordinator = plain();
    assertThat(segment(coordinator, 4)).hasSize(4);
    assertThat(coordinator.reports()).extracting(StepReport::step).containsExactly(0L, 1L, 2L, 3L);
    coordinator.open(6);
    assertThat(coordinator.reports()).isEmpty();
  }

  @Test
  void aStopReachesTheOpenSegmentAndTheLaterOnes() {
    Coordinator coordinator = plain();
    SegmentSteps steps = coordinator.open(6);
    Round first = Objects.requireNonNull(steps.next());
    coordinator.requestStop();
    assertThat(coordinator.stopRequested()).isTrue();
    steps.completed(first, List.of(SUMS), TIMES);
    assertThat(steps.next()).isNull();
    coordinator.close(steps.position());
    assertThat(coordinator.step()).isEqualTo(1);
    assertThat(segment(coordinator, 6)).as("no later segment starts").isEmpty();
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
