package io.github.bellows.common.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bellows.common.optim.Adadelta;
import io.github.bellows.common.optim.Adagrad;
import io.github.bellows.common.optim.Adam;
import io.github.bellows.common.optim.Adamax;
import io.github.bellows.common.optim.AmsGrad;
import io.github.bellows.common.optim.Lamb;
import io.github.bellows.common.optim.Lars;
import io.github.bellows.common.optim.Lion;
import io.github.bellows.common.optim.Momentum;
import io.github.bellows.common.optim.Nadam;
import io.github.bellows.common.optim.Nesterov;
import io.github.bellows.common.optim.OptimizerSpec;
import io.github.bellows.common.optim.Regularization;
import io.github.bellows.common.optim.Regularization.Scope;
import io.github.bellows.common.optim.RmsProp;
import io.github.bellows.common.optim.Sgd;
import io.github.bellows.common.schedule.Constant;
import io.github.bellows.common.schedule.Linear;
import io.github.bellows.common.schedule.Schedule;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class OptimizersTest {
  private static final Regularization NONE = Regularization.NONE;
  private static final Regularization NO_WEIGHTS =
      new Regularization(0, 0, new Constant(0), Scope.WEIGHTS);
  private static final Schedule NINE = new Constant(0.9);

  static List<Arguments> optimizers() {
    Schedule hundredth = new Constant(0.01);
    Schedule thousandth = new Constant(0.001);
    Schedule half = new Constant(0.5);
    return List.of(
        Arguments.of("sgd", new Sgd(hundredth, NONE)),
        Arguments.of("{ sgd: { learningRate: 0.5 } }", new Sgd(half, NONE)),
        Arguments.of(
            "{ sgd: { l1: 1, l2: 2e-3, weightDecay: .5, regularize: weights } }",
            new Sgd(hundredth, new Regularization(1, 0.002, half, Scope.WEIGHTS))),
        Arguments.of(
            "{ sgd: { weightDecay: { linear: { from: 0, to: 1, steps: 9 } } } }",
            new Sgd(hundredth, new Regularization(0, 0, new Linear(0, 1, 9), Scope.ALL))),
        Arguments.of("momentum", new Momentum(hundredth, NINE, NONE)),
        Arguments.of(
            "{ momentum: { momentum: 0.5, l2: 1 } }",
            new Momentum(hundredth, half, Regularization.of(0, 1, 0))),
        Arguments.of(
            "{ momentum: { momentum: { linear: { from: 0.5, to: 0.9, steps: 9 } } } }",
            new Momentum(hundredth, new Linear(0.5, 0.9, 9), NONE)),
        Arguments.of("nesterov", new Nesterov(hundredth, NINE, NONE)),
        Arguments.of(
            "{ nesterov: { momentum: 0.5, weightDecay: 1 } }",
            new Nesterov(hundredth, half, Regularization.of(0, 0, 1))),
        Arguments.of("adagrad", new Adagrad(hundredth, 1e-10, NONE)),
        Arguments.of("{ adagrad: { learningRate: 0.5, epsilon: 1 } }", new Adagrad(half, 1, NONE)),
        Arguments.of("adadelta", new Adadelta(new Constant(1), 0.9, 1e-6, NONE)),
        Arguments.of(
            "{ adadelta: { learningRate: 0.5, rho: 0.1, epsilon: 0.2 } }",
            new Adadelta(half, 0.1, 0.2, NONE)),
        Arguments.of("rmsprop", new RmsProp(hundredth, 0.99, 1e-8, false, new Constant(0), NONE)),
        Arguments.of(
            "{ rmsprop: { alpha: 0.1, epsilon: 0.2, centered: true, momentum: 0.5 } }",
            new RmsProp(hundredth, 0.1, 0.2, true, half, NONE)),
        Arguments.of("adam", new Adam(thousandth, NINE, 0.999, 1e-8, NONE)),
        Arguments.of(
            "{ adam: { learningRate: 0.01, beta1: 0.5, beta2: 0.2, epsilon: 0.3, l1: 0.4 } }",
            new Adam(hundredth, half, 0.2, 0.3, Regularization.of(0.4, 0, 0))),
        Arguments.of(
            "adamw", new Adam(thousandth, NINE, 0.999, 1e-8, Regularization.of(0, 0, 0.01))),
        Arguments.of(
            "{ adamw: { weightDecay: 0.1, beta1: 0.5 } }",
            new Adam(thousandth, half, 0.999, 1e-8, Regularization.of(0, 0, 0.1))),
        Arguments.of("amsgrad", new AmsGrad(thousandth, NINE, 0.999, 1e-8, NONE)),
        Arguments.of(
            "{ amsgrad: { beta1: 0.5, beta2: 0.2, epsilon: 0.3 } }",
            new AmsGrad(thousandth, half, 0.2, 0.3, NONE)),
        Arguments.of("adamax", new Adamax(new Constant(0.002), NINE, 0.999, 1e-8, NONE)),
        Arguments.of(
            "{ adamax: { learningRate: 0.01, beta1: 0.5, beta2: 0.2, epsilon: 0.3 } }",
            new Adamax(hundredth, half, 0.2, 0.3, NONE)),
        Arguments.of("nadam", new Nadam(new Constant(0.002), 0.9, 0.999, 1e-8, 0.004, NONE)),
        Arguments.of(
            "{ nadam: { beta1: 0.5, beta2: 0.2, epsilon: 0.3, momentumDecay: 0 } }",
            new Nadam(new Constant(0.002), 0.5, 0.2, 0.3, 0, NONE)),
        Arguments.of("lars", new Lars(hundredth, NINE, 0.001, 1e-8, NO_WEIGHTS)),
        Arguments.of(
            "{ lars: { momentum: 0.5, trust: 2, epsilon: 0.3, regularize: all } }",
            new Lars(hundredth, half, 2, 0.3, NONE)),
        Arguments.of("lamb", new Lamb(thousandth, NINE, 0.999, 1e-6, NO_WEIGHTS)),
        Arguments.of(
            "{ lamb: { beta1: 0.5, beta2: 0.2, epsilon: 0.3, regularize: all } }",
            new Lamb(thousandth, half, 0.2, 0.3, NONE)),
        Arguments.of("lion", new Lion(new Constant(1e-4), NINE, 0.99, NONE)),
        Arguments.of(
            "{ lion: { learningRate: 0.01, beta1: 0.5, beta2: 0.2 } }",
            new Lion(hundredth, half, 0.2, NONE)));
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void readsEachOptimizer(String yaml, OptimizerSpec expected) {
    assertThat(read(yaml)).isEqualTo(expected);
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void writesWhatReadsBackAsTheSameOptimizer(String yaml, OptimizerSpec expected) {
    String written = Configs.loaded(Configs.SHORTEST + "optimizer: " + yaml + "\n").resolvedYaml();
    assertThat(Configs.load(written).optimizer()).isEqualTo(expected);
  }

  @Test
  void everyOptimizerCanBeConfigured() {
    Set<Class<?>> read = new HashSet<>();
    optimizers().forEach(row -> read.add(row.get()[1].getClass()));
    assertThat(read).isEqualTo(leaves(OptimizerSpec.class));
  }

  private static Set<Class<?>> leaves(Class<?> type) {
    Set<Class<?>> leaves = new HashSet<>();
    for (Class<?> permitted : type.getPermittedSubclasses()) {
      leaves.addAll(permitted.isSealed() ? leaves(permitted) : Set.of(permitted));
    }
    return leaves;
  }

  static List<Arguments> broken() {
    return List.of(
        Arguments.of(
            "sgd: { learningRate: -1 }",
            "optimizer.sgd.learningRate = -1: must be a number of at least 0, or a schedule."
                + " Write for example 0.01. (conf/x.yaml:5)"),
        Arguments.of(
            "momentum: { momentum: 1 }",
            "optimizer.momentum.momentum = 1: must be a number in [0, 1), or a schedule."
                + " Write for example 0.9. (conf/x.yaml:5)"),
        Arguments.of(
            "nesterov: { momentum: { linear: { from: 0.5, to: 1, steps: 9 } } }",
            "optimizer.nesterov.momentum = 1.0: must be in [0, 1) at every step."
                + " Write another value. (conf/x.yaml:5)"),
        Arguments.of(
            "adam: { beta1: -0.1 }",
            "optimizer.adam.beta1 = -0.1: must be a number in [0, 1), or a schedule."
                + " Write for example 0.9. (conf/x.yaml:5)"),
        Arguments.of(
            "adamw: { beta2: 1.0 }",
            "optimizer.adamw.beta2 = 1.0: must be a number in [0, 1)."
                + " Write for example 0.999. (conf/x.yaml:5)"),
        Arguments.of(
            "amsgrad: { epsilon: 0 }",
            "optimizer.amsgrad.epsilon = 0: must be a number above 0."
                + " Write for example 1e-8. (conf/x.yaml:5)"),
        Arguments.of(
            "adamax: { epsilon: 1e-50 }",
            "optimizer.adamax.epsilon = 1.0E-50: must be positive and finite in 32 bits."
                + " Write another value. (conf/x.yaml:5)"),
        Arguments.of(
            "nadam: { momentumDecay: -1 }",
            "optimizer.nadam.momentumDecay = -1: must be a number of at least 0."
                + " Write for example 0.004. (conf/x.yaml:5)"),
        Arguments.of(
            "nadam: { beta1: { linear: { from: 0, to: 0.9, steps: 9 } } }",
            "optimizer.nadam.beta1 = {linear: {from: 0, to: 0.9, steps: 9}}: must be a number in"
                + " [0, 1). Write for example 0.9. (conf/x.yaml:5)"),
        Arguments.of(
            "adadelta: { rho: 1 }",
            "optimizer.adadelta.rho = 1: must be a number in [0, 1)."
                + " Write for example 0.9. (conf/x.yaml:5)"),
        Arguments.of(
            "rmsprop: { alpha: 2 }",
            "optimizer.rmsprop.alpha = 2: must be a number in [0, 1)."
                + " Write for example 0.99. (conf/x.yaml:5)"),
        Arguments.of(
            "rmsprop: { centered: maybe }",
            "optimizer.rmsprop.centered = maybe: must be true or false."
                + " Write for example false. (conf/x.yaml:5)"),
        Arguments.of(
            "lars: { trust: 0 }",
            "optimizer.lars.trust = 0: must be a number above 0."
                + " Write for example 0.001. (conf/x.yaml:5)"),
        Arguments.of(
            "lion: { l1: -1 }",
            "optimizer.lion.l1 = -1: must be a number of at least 0."
                + " Write for example 0. (conf/x.yaml:5)"),
        Arguments.of(
            "lamb: { weightDecay: -1 }",
            "optimizer.lamb.weightDecay = -1: must be a number of at least 0, or a schedule."
                + " Write for example 0. (conf/x.yaml:5)"),
        Arguments.of(
            "lamb: { regularize: biases }",
            "optimizer.lamb.regularize = biases: must be all or weights."
                + " Write for example weights. (conf/x.yaml:5)"));
  }

  @ParameterizedTest
  @MethodSource("broken")
  void refusesWithTheRuleAndTheLine(String yaml, String message) {
    assertThatThrownBy(() -> read("{ " + yaml + " }")).hasMessageContaining(message);
  }

  private static OptimizerSpec read(String yaml) {
    return Configs.load(Configs.SHORTEST + "optimizer: " + yaml + "\n").optimizer();
  }
}
