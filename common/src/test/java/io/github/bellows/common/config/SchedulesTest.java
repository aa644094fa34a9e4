package io.github.bellows.common.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bellows.common.optim.OptimizerSpec;
import io.github.bellows.common.optim.Regularization;
import io.github.bellows.common.optim.Sgd;
import io.github.bellows.common.schedule.Constant;
import io.github.bellows.common.schedule.Cosine;
import io.github.bellows.common.schedule.Exponential;
import io.github.bellows.common.schedule.InEpochs;
import io.github.bellows.common.schedule.Joined;
import io.github.bellows.common.schedule.Linear;
import io.github.bellows.common.schedule.PerEpoch;
import io.github.bellows.common.schedule.Plateau;
import io.github.bellows.common.schedule.Schedule;
import io.github.bellows.common.schedule.StepDecay;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SchedulesTest {
  static List<Arguments> schedules() {
    return List.of(
        Arguments.of("constant: { value: 0.5 }", new Constant(0.5)),
        Arguments.of("step: { from: 1, factor: 0.5, every: 3 }", new StepDecay(1, 0.5, 3)),
        Arguments.of("exponential: { from: 1, decay: 0.9 }", new Exponential(1, 0.9)),
        Arguments.of("cosine: { from: 1, steps: 7 }", new Cosine(1, 0, 7)),
        Arguments.of("cosine: { from: 1, to: 0.5, steps: 7 }", new Cosine(1, 0.5, 7)),
        Arguments.of("linear: { from: 1, to: 2, steps: 7 }", new Linear(1, 2, 7)),
        Arguments.of(
            "cosine: { from: 1, steps: 7, warmup: 2 }", Joined.warmup(2, new Cosine(1, 0, 5), 1)),
        Arguments.of(
            "linear: { from: 1, steps: 7, warmup: 2 }", Joined.warmup(2, new Linear(1, 0, 5), 1)),
        Arguments.of(
            "step: { from: 1, factor: 0.5, every: 3, warmup: 2 }",
            Joined.warmup(2, new StepDecay(1, 0.5, 3), 1)),
        Arguments.of(
            "exponential: { from: 1, decay: 0.9, warmup: 2 }",
            Joined.warmup(2, new Exponential(1, 0.9), 1)),
        Arguments.of(
            "constant: { value: 0.5, warmup: 2 }", Joined.warmup(2, new Constant(0.5), 0.5)),
        Arguments.of(
            "step: { from: 1, factor: 0.5, every: 3, unit: epochs }",
            new InEpochs(new StepDecay(1, 0.5, 3))),
        Arguments.of(
            "cosine: { from: 1, steps: 7, warmup: 2, unit: epochs }",
            new InEpochs(Joined.warmup(2, new Cosine(1, 0, 5), 1))),
        Arguments.of("linear: { from: 1, steps: 7, unit: steps }", new Linear(1, 0, 7)));
  }

  @ParameterizedTest
  @MethodSource("schedules")
  void readsEachSchedule(String yaml, Schedule expected) {
    OptimizerSpec optimizer = read("{ sgd: { learningRate: { " + yaml + " } } }");
    assertThat(optimizer).isEqualTo(new Sgd(expected, Regularization.NONE));
  }

  @Test
  void everyScheduleCanBeConfigured() {
    Set<Class<?>> schedules = new HashSet<>();
    schedules().forEach(row -> schedules.add(row.get()[1].getClass()));
    // Only resolving makes this one; no configuration can know the steps of an epoch.
    schedules.add(PerEpoch.class);
    schedules.add(Plateau.class);
    assertThat(schedules)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.asList(Schedule.class.getPermittedSubclasses()));
  }

  private static OptimizerSpec read(String yaml) {
    return Configs.load(Configs.SHORTEST + "optimizer: " + yaml + "\n").optimizer();
  }
}
