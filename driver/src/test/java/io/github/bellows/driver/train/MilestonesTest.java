package io.github.bellows.driver.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bellows.worker.step.Rounds;
import io.github.bellows.worker.step.StepPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class MilestonesTest {
  /** 14 steps. */
  private static final StepPlan PLAN = StepPlan.of(14, 1, 1, 1, 0);

  private static List<Long> where(LongPredicate holds) {
    return LongStream.rangeClosed(0, 14).filter(holds).boxed().toList();
  }

  @Test
  void fallOnMultiplesAndOnTheEnd() {
    Milestones milestones = new Milestones(PLAN, Rounds.OF_ONE_STEP, 4, 6);
    assertThat(where(milestones::validates)).containsExactly(4L, 8L, 12L, 14L);
    assertThat(where(milestones::checkpoints)).containsExactly(6L, 12L, 14L);
  }

  @Test
  void eachOneFollowsTheOneBefore() {
    Milestones milestones = new Milestones(PLAN, Rounds.OF_ONE_STEP, 4, 6);
    List<Long> visited = new ArrayList<>();
    for (long step = 0; step < 14; step = milestones.after(step)) {
      visited.add(step);
    }
    assertThat(visited).containsExactly(0L, 4L, 6L, 8L, 12L);
    assertThat(milestones.after(12)).isEqualTo(14);
    assertThat(milestones.after(5)).as("also from between two").isEqualTo(6);
  }

  @Test
  void rareOnesHappenAtTheEndOnly() {
    Milestones milestones = new Milestones(PLAN, Rounds.OF_ONE_STEP, 1000, 1000);
    assertThat(where(milestones::validates)).containsExactly(14L);
    assertThat(where(milestones::checkpoints)).containsExactly(14L);
    assertThat(milestones.after(0)).isEqualTo(14);
  }

  @Test
  void theBeginningIsNone() {
    Milestones milestones = new Milestones(new StepPlan(1, 1, 0), Rounds.OF_ONE_STEP, 1, 1);
    assertThat(milestones.validates(0)).isFalse();
    assertThat(milestones.checkpoints(0)).isFalse();
  }

  @Test
  void theFirstRoundOfLocalStepsIsOne() {
    Rounds rounds = new Rounds(7, List.of(new Rounds.Length(0, 4)));
    Milestones milestones = new Milestones(new StepPlan(100, 1, 100), rounds, 50, 10);
    assertThat(milestones.after(0)).isEqualTo(7);
    assertThat(milestones.after(7)).isEqualTo(11);
    assertThat(milestones.validates(7) || milestones.checkpoints(7)).isFalse();
  }
}
