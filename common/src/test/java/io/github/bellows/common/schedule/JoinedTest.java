package io.github.bellows.common.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class JoinedTest {
  @Test
  void theNextPartHoldsFromItsBoundaryOnAndCountsFromThere() {
    Joined joined =
        new Joined(
            List.of(new Constant(8), new Linear(0, 10, 10), new Constant(3)), List.of(4L, 9L));
    assertThat(valuesUpTo(11, joined)).containsExactly(8., 8., 8., 8., 0., 1., 2., 3., 4., 3., 3.);
  }

  @Test
  void warmupNeverWastesTheFirstStepAndMeetsThePeakWhereTheMainScheduleBegins() {
    Schedule schedule = Joined.warmup(4, new StepDecay(1, 0.5, 2), 1);
    List<Double> values = valuesUpTo(9, schedule);
    double[] expected = {0.2, 0.4, 0.6, 0.8, 1, 1, 0.5, 0.5, 0.25};
    for (int step = 0; step < expected.length; step++) {
      assertThat(values.get(step)).as("step %s", step).isCloseTo(expected[step], within(1e-15));
    }
  }

  @Test
  void aWarmupOfNoStepsIsTheMainSchedule() {
    Schedule main = new Exponential(0.1, 0.5);
    assertThat(Joined.warmup(0, main, 0.1)).isSameAs(main);
    assertThat(Cosine.withWarmup(0.1, 0, 7, 0)).isEqualTo(new Cosine(0.1, 0, 7));
  }

  @Test
  void aWarmupIsPartOfTheStepsOfACosine() {
    Schedule schedule = Cosine.withWarmup(0.5, 0.25, 30, 10);
    assertThat(schedule.valueAt(10)).isEqualTo(0.5);
    assertThat(schedule.valueAt(20)).isCloseTo(0.375, within(1e-15));
    assertThat(schedule.valueAt(29)).isGreaterThan(0.25);
    assertThat(schedule.valueAt(30)).isEqualTo(0.25);
  }

  @Test
  void aWarmupRunsUpToTheFirstValueOfWhateverFollows() {
    assertThat(Joined.warmup(3, new Linear(0.5, 2, 4)))
        .isEqualTo(Joined.warmup(3, new Linear(0.5, 2, 4), 0.5));
    Schedule epochs = new InEpochs(new StepDecay(8, 0.5, 1));
    assertThat(valuesUpTo(6, Joined.warmup(3, epochs).resolve(2)))
        .containsExactly(2., 4., 6., 8., 8., 4.);
  }

  @Test
  void aWarmupTakesFromTheStepsThatItIsPartOf() {
    assertThat(Joined.warmupWithin(7, 3, rest -> new Linear(8, 0, rest)))
        .isEqualTo(Joined.warmup(3, new Linear(8, 0, 4)));
    assertThat(Joined.warmupWithin(7, 0, rest -> new Linear(8, 0, rest)))
        .isEqualTo(new Linear(8, 0, 7));
  }

  @Test
  void onlyPartsInEpochsAreStretched() {
    Schedule resolved =
        new Joined(
                List.of(new Linear(0, 4, 4), new InEpochs(new StepDecay(8, 0.5, 1))), List.of(3L))
            .resolve(2);
    assertThat(valuesUpTo(9, resolved)).containsExactly(0., 1., 2., 8., 8., 4., 4., 2., 2.);
  }

  @Test
  void keepsItsOwnCopyOfTheParts() {
    List<Schedule> parts = new ArrayList<>(List.of(new Constant(1)));
    Joined joined = new Joined(parts, List.of());
    parts.set(0, new Constant(2));
    assertThat(joined.valueAt(0)).isEqualTo(1);
  }

  private static List<Double> valuesUpTo(int steps, Schedule schedule) {
    List<Double> values = new ArrayList<>();
    for (int step = 0; step < steps; step++) {
      values.add(schedule.valueAt(step));
    }
    return values;
  }
}
