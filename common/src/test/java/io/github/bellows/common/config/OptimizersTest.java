package io.github.bellows.common.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bellows.common.optim.Adam;
import io.github.bellows.common.optim.Momentum;
import io.github.bellows.common.optim.Nesterov;
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
import io.github.bellows.common.schedule.Schedule;
import io.github.bellows.common.schedule.StepDecay;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class OptimizersTest {
  private static final Regularization NONE = Regularization.NONE;

  static List<Arguments> optimizers() {
    Schedule hundredth = new Constant(0.01);
    return List.of(
        Arguments.of("sgd", new Sgd(hundredth, NONE)),
        Arguments.of("{ sgd: { learningRate: 0.5 } }", new Sgd(new Constant(0.5), NONE)),
        Arguments.of(
            "{ sgd: { l1: 1, l2: 2e-3, weightDecay: .5 } }",
            new Sgd(hundredth, new Regularization(1, 0.002, 0.5))),
        Arguments.of("momentum", new Momentum(hundredth, 0.9, NONE)),
        Arguments.of(
            "{ momentum: { momentum: 0.5, l2: 1 } }",
            new Momentum(hundredth, 0.5, new Regularization(0, 1, 0))),
        Arguments.of("nesterov", new Nesterov(hundredth, 0.9, NONE)),
        Arguments.of(
            "{ nesterov: { momentum: 0.5, weightDecay: 1 } }",
            new Nesterov(hundredth, 0.5, new Regularization(0, 0, 1))),
        Arguments.of("adam", new Adam(new Constant(0.001), 0.9, 0.999, 1e-8, NONE)),
        Arguments.of(
            "{ adam: { learningRate: 2, beta1: 0.1, beta2: 0.2, epsilon: 0.3, l1: 0.4 } }",
            new Adam(new Constant(2), 0.1, 0.2, 0.3, new Regularization(0.4, 0, 0))));
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void readsEachOptimizer(String yaml, OptimizerSpec expected) {
    assertThat(read(yaml)).isEqualTo(expected);
  }

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
    assertThat(optimizer).isEqualTo(new Sgd(expected, NONE));
  }

  @Test
  void everyOptimizerAndScheduleCanBeConfigured() {
    Set<Class<?>> optimizers =
        optimizers().stream().map(row -> row.get()[1].getClass()).collect(Collectors.toSet());
    assertThat(optimizers).containsExactlyInAnyOrder(OptimizerSpec.class.getPermittedSubclasses());
    Set<Class<?>> schedules = new HashSet<>();
    schedules().forEach(row -> schedules.add(row.get()[1].getClass()));
    // Only resolving makes this one; no configuration can know the steps of an epoch.
    schedules.add(PerEpoch.class);
    assertThat(schedules)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.asList(Schedule.class.getPermittedSubclasses()));
  }

  private static OptimizerSpec read(String yaml) {
    return Configs.load(Configs.SHORTEST + "optimizer: " + yaml + "\n").optimizer();
  }
}
