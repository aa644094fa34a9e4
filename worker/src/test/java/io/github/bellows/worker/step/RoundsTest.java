package io.github.bellows.worker.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoundsTest {
  /** 20 steps. */
  private static final StepPlan PLAN = StepPlan.of(20, 1, 1, 1, 0);

  private static final Rounds GROWING =
      new Rounds(3, List.of(new Rounds.Length(0, 2), new Rounds.Length(8, 5)));

  private static List<String> walk(Rounds rounds) {
    List<String> all = new ArrayList<>();
    for (long step = 0; step < PLAN.totalSteps(); ) {
      Round round = rounds.at(step, PLAN);
      assertThat(round.first()).isEqualTo(PLAN.at(step));
      long first = step;
      step = round.last().step() + 1;
      all.add((round.local() ? "local " : "") + first + "-" + step);
      assertThat(round.steps().stream().map(Step::step)).isSorted().hasSize((int) (step - first));
    }
    return all;
  }

  @Test
  void averagedGradientsAreRoundsOfOneStep() {
    assertThat(walk(Rounds.OF_ONE_STEP)).hasSize(20).contains("0-1", "19-20");
    assertThat(Rounds.OF_ONE_STEP.before(20)).isZero();
  }

  @Test
  void lengthsHoldFromTheirStepOnAndTheRunEndsTheLastRound() {
    assertThat(walk(GROWING))
        .containsExactly(
            "0-1",
            "1-2",
            "2-3",
            "local 3-5",
            "local 5-7",
            "local 7-8",
            "local 8-13",
            "local 13-18",
            "local 18-20");
  }

  @Test
  void countsTheRoundsBeforeAStep() {
    assertThat(List.of(3L, 5L, 7L, 8L, 13L, 18L).stream().map(GROWING::before))
        .containsExactly(0L, 1L, 2L, 3L, 4L, 5L);
  }

  @Test
  void aRoundEndsAtOrBehindAnyStep() {
    assertThat(List.of(0L, 1L, 3L, 4L, 5L, 6L, 8L, 9L, 13L).stream().map(GROWING::endAt))
        .containsExactly(0L, 1L, 3L, 5L, 5L, 7L, 8L, 13L, 13L);
  }

  @Test
  void knowsHowManyLocalStepsCameBefore() {
    assertThat(GROWING.at(3, PLAN).localBefore()).isZero();
    assertThat(GROWING.at(8, PLAN).localBefore()).isEqualTo(5);
  }

  @Test
  void refusesLengthsOutOfOrder() {
    for (List<Rounds.Length> bad :
        List.of(
            List.of(new Rounds.Length(1, 2)),
            List.of(new Rounds.Length(0, 0)),
            List.of(new Rounds.Length(0, 2), new Rounds.Length(0, 3)))) {
      assertThatThrownBy(() -> new Rounds(0, bad))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageEndingWith("must ascend from step 0, each of at least 1 step");
    }
  }
}
