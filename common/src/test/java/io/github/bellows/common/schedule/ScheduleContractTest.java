package io.github.bellows.common.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bellows.common.schedule.Cyclic.Mode;
import io.github.bellows.common.schedule.OneCycle.Shape;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every schedule promises; a new kind of schedule fails here until it has a row. */
class ScheduleContractTest {
  private static final long FAR = 1_000_000_000_000L;

  static List<Schedule> schedules() {
    Plateau plateau = new Plateau(0.1, "loss", 0.5, 2, 1e-4, 1, 0.01, true);
    return List.of(
        new Constant(0.1),
        new StepDecay(0.1, 0.5, 30),
        new MultiStep(0.1, 0.3, List.of(20L, 21L, 199L)),
        new Exponential(0.1, 0.97),
        new InverseTime(0.1, 0.03),
        new Polynomial(0.1, 0.003, 100, 0.9),
        new Polynomial(0.001, 0.1, 120, 3),
        new Linear(0.1, 0.3, 100),
        new Cosine(0.1, 0.001, 100),
        new CosineRestarts(0.1, 0.001, 40, 1, 1),
        new CosineRestarts(0.1, 0.003, 7, 3, 0.5),
        new Cyclic(0.01, 0.1, 13, 8, Mode.TRIANGULAR, 1),
        new Cyclic(0.95, 0.85, 13, 8, Mode.TRIANGULAR2, 1),
        new Cyclic(0.01, 0.1, 13, 8, Mode.EXPONENTIAL_RANGE, 0.99),
        new OneCycle(0.004, 0.1, 4e-7, 150, 0.3, Shape.COSINE, false),
        new OneCycle(0.95, 0.85, 0.95, 150, 0.3, Shape.LINEAR, true),
        new Sigmoid(0.1, 0.01, 80, 0.07),
        new Noam(0.1, 33),
        new Values(List.of(0.1, 0.3, 0.0, 0.2)),
        plateau,
        Joined.warmup(20, plateau),
        Cosine.withWarmup(0.1, 0, 200, 20),
        new InEpochs(Cosine.withWarmup(0.1, 0, 20, 2)),
        new InEpochs(Joined.warmup(3, plateau)),
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
  void staysFiniteNotNegativeAndNotAboveItsHighest(Schedule schedule) {
    Schedule resolved = schedule.resolve(10);
    assertThat(resolved.highest()).isEqualTo(schedule.highest()).isBetween(0.1, 1.0);
    double greatest = 0;
    for (long step = 0; step < 5000; step++) {
      double value = resolved.valueAt(step);
      greatest = Math.max(greatest, value);
      assertThat(value).as("step %s", step).isBetween(0.0, resolved.highest());
    }
    for (long step : new long[] {FAR, FAR + 1, Long.MAX_VALUE / 2, Long.MAX_VALUE - 1}) {
      assertThat(resolved.valueAt(step)).as("step %s", step).isBetween(0.0, resolved.highest());
    }
    // A bound that is far off would refuse good momentum schedules.
    assertThat(greatest).isGreaterThan(0.85 * resolved.highest());
  }

  @ParameterizedTest
  @MethodSource("schedules")
  void onlyPlateausAreReduced(Schedule schedule) {
    Schedule resolved = schedule.resolve(10);
    Random random = new Random(3);
    for (int i = 0; i < 100; i++) {
      long step = random.nextInt(300);
      double whole = resolved.valueAt(step);
      assertThat(resolved.valueAt(step, 1)).isEqualTo(whole);
      double expected = resolved.plateauAt(step) == null ? whole : 0.5 * whole;
      assertThat(resolved.valueAt(step, 0.5)).as("step %s", step).isEqualTo(expected);
    }
    assertThat(resolved.plateaus()).isEqualTo(schedule.plateaus());
    assertThat(resolved.plateauAt(299) == null).isEqualTo(schedule.plateaus().isEmpty());
  }

  @ParameterizedTest
  @MethodSource("schedules")
  void risesDuringItsWarmup(Schedule schedule) {
    Schedule resolved = schedule.resolve(10);
    long warmup = resolved.warmup();
    assertThat(warmup).isBetween(0L, 299L);
    for (long step = 1; step < warmup; step++) {
      assertThat(resolved.valueAt(step)).isGreaterThanOrEqualTo(resolved.valueAt(step - 1));
    }
    if (warmup > 0) {
      assertThat(resolved.valueAt(warmup - 1)).isGreaterThan(resolved.valueAt(0));
      assertThat(resolved.boundaries()).contains(warmup);
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
      assertThatThrownBy(schedule::boundaries).isInstanceOf(IllegalStateException.class);
    }
  }
}
