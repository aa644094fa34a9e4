package io.github.bellows.common.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bellows.common.schedule.Constant;
import io.github.bellows.common.schedule.Schedule;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class OptimizerSpecTest {
  private static final Schedule RATE = new Constant(0.1);
  private static final Schedule BETA1 = new Constant(0.9);
  private static final Regularization NONE = Regularization.NONE;

  record Bad(Runnable make, String message) {
    @Override
    public String toString() {
      return message;
    }
  }

  static Stream<Bad> badArguments() {
    return Stream.of(
        new Bad(() -> Regularization.of(-1, 0, 0), "l1 = -1.0: must be finite and not negative"),
        new Bad(
            () -> Regularization.of(0, Double.NaN, 0), "l2 = NaN: must be finite and not negative"),
        new Bad(
            () -> Regularization.of(0, 0, Double.POSITIVE_INFINITY),
            "weightDecay = Infinity: must be finite and not negative"),
        new Bad(
            () -> new Momentum(RATE, new Constant(1), NONE),
            "momentum = 1.0: must be in [0, 1) at every step"),
        new Bad(
            () -> new Nesterov(RATE, new Constant(1), NONE),
            "momentum = 1.0: must be in [0, 1) at every step"),
        new Bad(
            () -> new Adam(RATE, new Constant(1), 0.9, 1e-8, NONE),
            "beta1 = 1.0: must be in [0, 1) at every step"),
        new Bad(() -> new Adam(RATE, BETA1, -1, 1e-8, NONE), "beta2 = -1.0: must be in [0, 1)"),
        new Bad(
            () -> new Adam(RATE, BETA1, 0.9, 0, NONE),
            "epsilon = 0.0: must be positive and finite in 32 bits"),
        new Bad(
            () -> new Adam(RATE, BETA1, 0.9, 1e-50, NONE),
            "epsilon = 1.0E-50: must be positive and finite in 32 bits"),
        new Bad(
            () -> new Adam(RATE, BETA1, 0.9, 1e300, NONE),
            "epsilon = 1.0E300: must be positive and finite in 32 bits"));
  }

  @ParameterizedTest
  @MethodSource("badArguments")
  void refuses(Bad bad) {
    assertThatThrownBy(bad.make()::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(bad.message());
  }

  @ParameterizedTest
  @ValueSource(
      floats = {0f, -0f, 1e-37f, -1e-37f, 0.5f, -3f, 1e38f, Float.MAX_VALUE, -Float.MAX_VALUE})
  void l1AddsTheSignOfTheParameter(float parameter) {
    float[] gradient = {0.25f};
    Regularization.of(1, 0, 0).penalize(true, new float[] {parameter}, gradient, 0, 1);
    assertThat(gradient[0]).isEqualTo(0.25f + Math.signum(parameter));
  }

  /** The first update of Adam is the learning rate, whatever the size of the gradient. */
  @ParameterizedTest
  @ValueSource(floats = {1e-3f, 1, 1e3f})
  void adamCorrectsTheBiasOfItsFirstStep(float gradient) {
    float[] parameters = {0};
    Optimizer.of(new Adam(RATE, BETA1, 0.999, 1e-8, NONE), 1)
        .at(0)
        .update(parameters, new float[] {gradient}, new float[2][1], 0, 1);
    assertThat((double) parameters[0]).isBetween(-0.10001, -0.09999);
  }

  @Test
  void adamLeavesAParameterThatNeverHadAGradient() {
    float[] parameters = {3};
    Optimizer.of(new Adam(RATE, BETA1, 0.999, 1e-8, NONE), 1)
        .at(0)
        .update(parameters, new float[1], new float[2][1], 0, 1);
    assertThat(parameters).containsExactly(3);
  }
}
