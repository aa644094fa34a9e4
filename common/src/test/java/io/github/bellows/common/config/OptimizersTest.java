package io.github.bellows.common.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bellows.common.optim.Adam;
import io.github.bellows.common.optim.LayerwiseSpec;
import io.github.bellows.common.optim.Momentum;
import io.github.bellows.common.optim.Nesterov;
import io.github.bellows.common.optim.OptimizerSpec;
import io.github.bellows.common.optim.Regularization;
import io.github.bellows.common.optim.Sgd;
import io.github.bellows.common.schedule.Constant;
import io.github.bellows.common.schedule.Schedule;
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
            new Sgd(hundredth, Regularization.of(1, 0.002, 0.5))),
        Arguments.of("momentum", new Momentum(hundredth, new Constant(0.9), NONE)),
        Arguments.of(
            "{ momentum: { momentum: 0.5, l2: 1 } }",
            new Momentum(hundredth, new Constant(0.5), Regularization.of(0, 1, 0))),
        Arguments.of("nesterov", new Nesterov(hundredth, new Constant(0.9), NONE)),
        Arguments.of(
            "{ nesterov: { momentum: 0.5, weightDecay: 1 } }",
            new Nesterov(hundredth, new Constant(0.5), Regularization.of(0, 0, 1))),
        Arguments.of("adam", new Adam(new Constant(0.001), new Constant(0.9), 0.999, 1e-8, NONE)),
        Arguments.of(
            "{ adam: { learningRate: 2, beta1: 0.1, beta2: 0.2, epsilon: 0.3, l1: 0.4 } }",
            new Adam(new Constant(2), new Constant(0.1), 0.2, 0.3, Regularization.of(0.4, 0, 0))));
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void readsEachOptimizer(String yaml, OptimizerSpec expected) {
    assertThat(read(yaml)).isEqualTo(expected);
  }

  @Test
  void everyOptimizerCanBeConfigured() {
    Set<Class<?>> optimizers =
        optimizers().stream().map(row -> row.get()[1].getClass()).collect(Collectors.toSet());
    optimizers.add(LayerwiseSpec.class);
    assertThat(optimizers).containsExactlyInAnyOrder(OptimizerSpec.class.getPermittedSubclasses());
  }

  private static OptimizerSpec read(String yaml) {
    return Configs.load(Configs.SHORTEST + "optimizer: " + yaml + "\n").optimizer();
  }
}
