package io.github.bellows.common.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every schedule promises; a new kind of schedule fails here until it has a row. */
class ScheduleContractTest {
  private static final long FAR = 1_000_000_000_000L;

  static List<Schedule> schedules() {
    return List.of(
        new Constant(0.1),
        new StepDecay(0.1, 0.5, 30),
        new Exponential(0.1, 0.97),
        new Cosine(0.1, 0.001, 100),
        new Linear(0.1, 0.3, 100),
        Cosine.withWarmup(0.1, 0, 200, 20),
        new InEpochs(Cosine.withWarmup(0.1, 0, 20, 2)),
        new Joined(List.of(new Constant(0.1), new InEpochs(new Linear(1, 0, 7))), List.of(9L)),
        new PerEpoch(new Exponential(0.1, 0.9), 17));
  }

  @Test
  void everyKindHasARow() {
    assertThat(schedules().stream().<Class<?>>map(Schedule::getClass).distinct())
        .containsExactlyInAnyOrder(Schedule.class.getPermittedSubclasses());
  }

  @ParameterizedTest
  @MethodSource("schedules")
  void isAFunctionOfTheStepAlone(Schedule schedule) {
    Schedule forwards = schedule.resolve(10);
    Schedule backwards = schedule.resolve(10);
    double[] up = new double[300];
    double[] down = new double[300];
    for (int i = 0; i < 300; i++) {
      up[i] = forwards.valueAt(i);
      down[299 - i] = backwards.valueAt(299 - i);
    }
    assertThat(up).isEqualTo(down);
    assertThat(forwards).isEqualTo(backwards).hasSameHashCodeAs(backwards);
  }

  @ParameterizedTest
  @MethodSource("schedules")
  void staysFiniteAndNotNegative(Schedule schedule) {
    Schedule resolved = schedule.resolve(10);
    for (long step : new long[] {0, 1, 2, 8, 9, 10, 50, 99, 100, 101, 199, 200, 201, 5000, FAR}) {
      assertThat(resolved.valueAt(step)).as("step %s", step).isBetween(0.0, 1.0);
    }
  }

  @ParameterizedTest
  @MethodSource("schedules")
  void resolvesOnce(Schedule schedule) {
    Schedule resolved = schedule.resolve(10);
    assertThat(resolved.resolve(3)).isEqualTo(resolved);
    boolean countsEpochs = schedule.toString().contains("InEpochs");
    assertThat(resolved.equals(schedule)).isEqualTo(!countsEpochs);
    assertThat(resolved.toString()).doesNotContain("InEpochs");
    if (countsEpochs) {
      assertThatThrownBy(() -> schedule.valueAt(50))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("until it is resolved with the steps of an epoch");
    }
  }

  record Bad(Runnable make, String message) {
    @Override
    public String toString() {
      return message;
    }
  }

  static Stream<Bad> badArguments() {
    Schedule one = new Constant(1);
    Schedule epochs = new InEpochs(one);
    return Stream.of(
        bad(() -> new Constant(-0.1), "value = -0.1: must be finite and not negative"),
        bad(() -> new Constant(Double.NaN), "value = NaN: must be finite and not negative"),
        bad(() -> new StepDecay(-1, 0.5, 1), "from = -1.0: must be finite and not negative"),
        bad(() -> new StepDecay(1, 0, 1), "factor = 0.0: must be in (0, 1]"),
        bad(() -> new StepDecay(1, 0.5, 0), "every = 0: must be at least 1"),
        bad(
            () -> new Exponential(Double.POSITIVE_INFINITY, 0.9),
            "from = Infinity: must be finite and not negative"),
        bad(() -> new Exponential(1, 1.5), "decay = 1.5: must be in (0, 1]"),
        bad(() -> new Exponential(1, Double.NaN), "decay = NaN: must be in (0, 1]"),
        bad(() -> new Cosine(-1, 0, 1), "from = -1.0: must be finite and not negative"),
        bad(() -> new Cosine(1, -1, 1), "to = -1.0: must be finite and not negative"),
        bad(() -> new Cosine(1, 0, 0), "steps = 0: must be at least 1"),
        bad(() -> Cosine.withWarmup(1, 0, 0, 0), "steps = 0: must be at least 1"),
        bad(
            () -> Cosine.withWarmup(1, 0, 10, 10),
            "warmup = 10: must be in [0, 10), the steps in all"),
        bad(
            () -> Cosine.withWarmup(1, 0, 10, -1),
            "warmup = -1: must be in [0, 10), the steps in all"),
        bad(() -> new Linear(-1, 0, 1), "from = -1.0: must be finite and not negative"),
        bad(() -> new Linear(1, -1, 1), "to = -1.0: must be finite and not negative"),
        bad(() -> new Linear(1, 0, -3), "steps = -3: must be at least 1"),
        bad(() -> Joined.warmup(-1, one, 1), "warmup = -1: must not be negative"),
        bad(() -> Joined.warmup(1, one, -1), "peak = -1.0: must be finite and not negative"),
        bad(
            () -> new Joined(List.of(), List.of()),
            "boundaries = []: must be one fewer than the 0 parts"),
        bad(
            () -> new Joined(List.of(one, one), List.of()),
            "boundaries = []: must be one fewer than the 2 parts"),
        bad(
            () -> new Joined(List.of(one, one), List.of(0L)),
            "boundaries = [0]: must be positive and ascending"),
        bad(
            () -> new Joined(List.of(one, one, one), List.of(5L, 5L)),
            "boundaries = [5, 5]: must be positive and ascending"),
        bad(() -> epochs.resolve(0), "stepsPerEpoch = 0: must be at least 1"),
        bad(
            () -> new InEpochs(epochs),
            "perEpoch = InEpochs[perEpoch=Constant[value=1.0]]:"
                + " must not have a part that counts epochs by itself"),
        bad(
            () -> new PerEpoch(epochs, 2),
            "perEpoch = InEpochs[perEpoch=Constant[value=1.0]]:"
                + " must not have a part that counts epochs by itself"));
  }

  private static Bad bad(Runnable make, String message) {
    return new Bad(make, message);
  }

  @ParameterizedTest
  @MethodSource("badArguments")
  void refuses(Bad bad) {
    assertThatThrownBy(bad.make()::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(bad.message());
  }
}
