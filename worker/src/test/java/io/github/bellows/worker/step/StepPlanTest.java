package io.github.bellows.worker.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StepPlanTest {
  @Test
  void theLastStepOfAnEpochTakesWhatIsLeft() {
    StepPlan plan = StepPlan.of(10, 2, 2, 2, 0);
    List<Step> steps = LongStream.range(0, plan.totalSteps()).mapToObj(plan::at).toList();
    assertThat(steps)
        .containsExactly(
            new Step(0, 0, 0, 4),
            new Step(1, 0, 4, 4),
            new Step(2, 0, 8, 2),
            new Step(3, 1, 0, 4),
            new Step(4, 1, 4, 4),
            new Step(5, 1, 8, 2));
    assertThat(plan.stepsPerEpoch()).isEqualTo(3);
    assertThat(plan.laneBatch(2)).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
    "1,1,1", "7,3,2", "12,3,2", "13,4,1", "5,8,4", "100,3,7", "101,4,0", "3,4,0", "64,6,5"
  })
  void everyPositionIsTakenOnceInEachEpochByStepsAndLanes(int samples, int lanes, int batch) {
    StepPlan plan = StepPlan.of(samples, lanes, batch, 3, 0);
    List<List<Long>> epochs = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (long number = 0; number < plan.totalSteps(); number++) {
      Step step = plan.at(number);
      assertThat(step.step()).isEqualTo(number);
      assertThat(step.samples()).isBetween(1, plan.globalBatch());
      for (int lane = 0; lane < lanes; lane++) {
        long from = step.boundary(lane, lanes);
        long to = step.boundary(lane + 1, lanes);
        assertThat(to - from).isBetween(0L, (long) plan.laneBatch(lanes));
        LongStream.range(from, to).forEach(epochs.get((int) step.epoch())::add);
      }
    }
    List<Long> all = LongStream.range(0, samples).boxed().toList();
    assertThat(epochs).allSatisfy(epoch -> assertThat(epoch).isEqualTo(all));
  }

  @Test
  void aBatchOfAllIsOneStepAnEpoch() {
    StepPlan plan = StepPlan.of(1001, 4, 0, 5, 0);
    assertThat(plan.globalBatch()).isEqualTo(1001);
    assertThat(plan.totalSteps()).isEqualTo(5);
    assertThat(plan.at(3)).isEqualTo(new Step(3, 3, 0, 1001));
    assertThat(plan.laneBatch(4)).isEqualTo(251);
  }

  @Test
  void aBatchLargerThanTheDataIsTheData() {
    StepPlan plan = StepPlan.of(5, 4, 32, 2, 0);
    assertThat(plan.globalBatch()).isEqualTo(5);
    assertThat(plan.totalSteps()).isEqualTo(2);
    assertThat(plan.laneBatch(4)).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({"0,6", "1,1", "5,5", "6,6", "7,6", "1000,6"})
  void aLimitOnlyShortens(long limit, long expected) {
    StepPlan plan = StepPlan.of(10, 2, 2, 2, limit);
    assertThat(plan.totalSteps()).isEqualTo(expected);
    assertThat(plan.stepsPerEpoch()).isEqualTo(3);
  }

  @Test
  void lanesTimesBatchBeyondIntegersIsNoOverflow() {
    StepPlan plan = StepPlan.of(1000, 65536, 65536, 1, 0);
    assertThat(plan.globalBatch()).isEqualTo(1000);
    StepPlan large = StepPlan.of(5_000_000_000L, 4, 256, 2, 0);
    assertThat(large.totalSteps()).isEqualTo(2 * 4_882_813L);
    assertThat(large.at(4_882_812)).isEqualTo(new Step(4_882_812, 0, 4_999_999_488L, 512));
    assertThatThrownBy(() -> StepPlan.of(Long.MAX_VALUE / 2, 1, 1, 3, 0))
        .isInstanceOf(ArithmeticException.class);
  }
}
