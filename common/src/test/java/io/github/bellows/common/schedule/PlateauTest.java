package io.github.bellows.common.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.bellows.common.schedule.Plateau.State;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class PlateauTest {
  @TestFactory
  Stream<DynamicTest> agreesWithPyTorchAfterEveryValidation() throws IOException {
    JsonNode plateaus = ScheduleGoldenTest.golden().get("plateaus");
    assertThat(plateaus.size()).isGreaterThanOrEqualTo(7);
    return plateaus.properties().stream()
        .map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> agrees(entry.getValue())));
  }

  private static void agrees(JsonNode golden) {
    JsonNode options = golden.get("options");
    Plateau plateau =
        new Plateau(
            0.1,
            "loss",
            options.get("factor").doubleValue(),
            options.get("patience").intValue(),
            options.get("threshold").doubleValue(),
            options.get("cooldown").intValue(),
            options.get("min_lr").doubleValue(),
            false);
    boolean lowerIsBetter = options.get("mode").textValue().equals("min");
    assertThat(golden.get("figures").size()).isEqualTo(80);
    State state = State.START;
    for (int i = 0; i < 80; i++) {
      state = plateau.after(state, golden.get("figures").get(i).doubleValue(), lowerIsBetter);
      assertThat(plateau.valueAt(1000 + i, state.reduction()))
          .as("rate after validation %s", i)
          .isCloseTo(golden.get("rates").get(i).doubleValue(), within(1e-15));
      assertThat(state.best()).as("best").isEqualTo(golden.get("best").get(i).doubleValue());
      assertThat(state.withoutGain())
          .as("validations without gain after %s", i)
          .isEqualTo(golden.get("withoutGain").get(i).intValue());
      assertThat(state.cooldownLeft())
          .as("cooldown after %s", i)
          .isEqualTo(golden.get("cooldownLeft").get(i).intValue());
    }
  }

  /** Halves after two validations without gain; the gain must be above an eighth. */
  private static Plateau halving(double floor, boolean stopsAtFloor, int cooldown) {
    return new Plateau(1, "loss", 0.5, 1, 0.125, cooldown, floor, stopsAtFloor);
  }

  private static List<Double> values(Plateau plateau, double... figures) {
    State state = State.START;
    List<Double> values = new ArrayList<>();
    for (double figure : figures) {
      state = plateau.after(state, figure, true);
      values.add(plateau.valueAt(7, state.reduction()));
    }
    return values;
  }

  @Test
  void theFirstFigureIsAGainHoweverBad() {
    State first = halving(0, false, 0).after(State.START, 1e30, true);
    assertThat(first).isEqualTo(new State(1, 1e30, 0, 0, false));
    assertThat(halving(0, false, 0).after(State.START, -1e30, false).best()).isEqualTo(-1e30);
  }

  @Test
  void patienceIsWhatIsBorneAndOneMoreReduces() {
    assertThat(values(halving(0, false, 0), 8, 8, 8, 8, 8)).containsExactly(1., 1., .5, .5, .25);
    assertThat(values(new Plateau(1, "loss", 0.5, 0, 0, 0, 0, false), 8, 8, 7, 7))
        .containsExactly(1., .5, .5, .25);
  }

  @Test
  void aGainAsLargeAsTheThresholdIsNone() {
    // An eighth of 8 is 1.
    State best = new State(1, 8.0, 0, 0, false);
    Plateau plateau = halving(0, false, 0);
    assertThat(plateau.after(best, 7, true)).isEqualTo(new State(1, 8.0, 1, 0, false));
    assertThat(plateau.after(best, Math.nextDown(7), true).withoutGain()).isZero();
    assertThat(plateau.after(best, 9, false)).isEqualTo(new State(1, 8.0, 1, 0, false));
    assertThat(plateau.after(best, Math.nextUp(9), false).best()).isGreaterThan(9);
  }

  @Test
  void aThresholdTakesTheSizeOfAFigureBelowZero() {
    State best = new State(1, -8.0, 0, 0, false);
    assertThat(halving(0, false, 0).after(best, -8, true).best()).isEqualTo(-8);
    assertThat(halving(0, false, 0).after(best, -9, true).withoutGain()).isEqualTo(1);
    assertThat(halving(0, false, 0).after(best, -9.5, true).best()).isEqualTo(-9.5);
    assertThat(halving(0, false, 0).after(best, -7.5, true).withoutGain()).isEqualTo(1);
  }

  @Test
  void aFigureThatIsNoNumberIsNoGain() {
    State best = new State(1, 8.0, 0, 0, false);
    assertThat(halving(0, false, 0).after(best, Double.NaN, true))
        .isEqualTo(new State(1, 8.0, 1, 0, false));
  }

  @Test
  void validationsDuringTheCooldownDoNotCount() {
    Plateau plateau = halving(0, false, 2);
    State reduced = plateau.after(new State(1, 8.0, 1, 0, false), 8, true);
    assertThat(reduced).isEqualTo(new State(0.5, 8.0, 0, 2, false));
    State one = plateau.after(reduced, 8, true);
    assertThat(one).isEqualTo(new State(0.5, 8.0, 0, 1, false));
    State two = plateau.after(one, 8, true);
    assertThat(two).isEqualTo(new State(0.5, 8.0, 0, 0, false));
    assertThat(plateau.after(two, 8, true)).isEqualTo(new State(0.5, 8.0, 1, 0, false));
  }

  @Test
  void aGainDuringTheCooldownIsKeptAsTheBest() {
    State reduced = new State(0.5, 8.0, 0, 2, false);
    assertThat(halving(0, false, 2).after(reduced, 4, true))
        .isEqualTo(new State(0.5, 4.0, 0, 1, false));
  }

  @Test
  void theFloorHoldsAndIsSaidToBeReachedWhenAReductionWouldLeadBelowIt() {
    Plateau plateau = halving(0.25, true, 0);
    State half = plateau.after(new State(1, 8.0, 1, 0, false), 8, true);
    assertThat(half.exhausted()).isFalse();
    State quarter = plateau.after(new State(0.5, 8.0, 1, 0, false), 8, true);
    assertThat(quarter).isEqualTo(new State(0.25, 8.0, 0, 0, false));
    State below = plateau.after(new State(0.25, 8.0, 1, 0, false), 8, true);
    assertThat(below).isEqualTo(new State(0.25, 8.0, 0, 0, true));
    assertThat(plateau.after(below, 1, true).exhausted()).isTrue();
    assertThat(plateau.after(new State(0.25, 8.0, 1, 0, true), 8, true).exhausted()).isTrue();
  }

  @Test
  void roundingDoesNotLeadBelowTheFloor() {
    // 0.3 · 0.1 · 0.1 is a rounding below 0.003 in one order of multiplication or another.
    for (double from : new double[] {0.1, 0.3, 0.7, 0.9}) {
      Plateau plateau = new Plateau(from, "loss", 0.1, 0, 0, 0, from / 1000, true);
      State state = State.START;
      for (int i = 0; i < 4; i++) {
        state = plateau.after(state, 1, true);
      }
      assertThat(plateau.valueAt(0, state.reduction())).isCloseTo(from / 1000, within(1e-18));
      assertThat(state.exhausted()).isFalse();
      assertThat(plateau.after(state, 1, true).exhausted()).isTrue();
    }
  }

  @Test
  void noReductionLeadsBelowTheFloor() {
    Plateau plateau = halving(0.3, false, 0);
    assertThat(plateau.valueAt(0, 0.31)).isEqualTo(0.31);
    assertThat(plateau.valueAt(0, 0.1)).isEqualTo(0.3);
    assertThat(plateau.valueAt(0)).isEqualTo(1);
  }

  @Test
  void isFoundAtEachStepThatItRules() {
    Plateau plateau = halving(0, false, 0);
    Plateau other = new Plateau(4, "accuracy", 0.5, 0, 0, 0, 0, false);
    Schedule joined = new Joined(List.of(new Constant(3), plateau, other), List.of(2L, 5L));
    assertThat(plateau.plateauAt(0)).isSameAs(plateau);
    assertThat(joined.plateauAt(1)).isNull();
    assertThat(joined.plateauAt(2)).isSameAs(plateau);
    assertThat(joined.plateauAt(4)).isSameAs(plateau);
    assertThat(joined.plateauAt(5)).isSameAs(other);
    assertThat(joined.plateaus()).containsExactly(plateau, other);
    Schedule nested = new Joined(List.of(new Constant(3), joined), List.of(10L));
    assertThat(nested.plateauAt(11)).isNull();
    assertThat(nested.plateauAt(12)).isSameAs(plateau);
    assertThat(nested.plateauAt(15)).isSameAs(other);
    assertThat(joined.valueAt(1, 0.5)).isEqualTo(3);
    assertThat(joined.valueAt(4, 0.5)).isEqualTo(0.5);
    assertThat(joined.valueAt(5, 0.5)).isEqualTo(2);
    assertThat(new Constant(1).plateaus()).isEmpty();
    assertThat(new Constant(1).plateauAt(3)).isNull();
  }

  @Test
  void followsAWarmupThatCountsEpochs() {
    Plateau plateau = halving(0, false, 0);
    Schedule written = new InEpochs(Joined.warmup(3, plateau));
    assertThat(written.plateaus()).containsExactly(plateau);
    Schedule schedule = written.resolve(10);
    assertThat(schedule.plateaus()).containsExactly(plateau);
    assertThat(schedule.plateauAt(29)).isNull();
    assertThat(schedule.plateauAt(30)).isSameAs(plateau);
    assertThat(schedule.valueAt(29, 0.5)).isCloseTo(0.75, within(1e-15));
    assertThat(schedule.valueAt(30, 0.5)).isEqualTo(0.5);
    assertThat(schedule.warmup()).isEqualTo(30);
  }
}
