package io.github.bellows.common.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.bellows.common.schedule.Constant;
import io.github.bellows.common.schedule.Linear;
import io.github.bellows.common.schedule.Plateau;
import io.github.bellows.common.schedule.Schedule;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class OptimizerSpecTest {
  private static final Schedule RATE = new Constant(0.1);
  private static final Schedule BETA1 = new Constant(0.9);
  private static final Schedule ONE = new Constant(1);
  private static final Schedule PLATEAU = new Plateau(0.5, "loss", 0.1, 1, 0, 0, 0, false);
  private static final String BETA1_MESSAGE = "beta1 = 1.0: must be in [0, 1) at every step";
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
            () -> new Momentum(RATE, ONE, NONE), "momentum = 1.0: must be in [0, 1) at every step"),
        new Bad(
            () -> new Nesterov(RATE, ONE, NONE), "momentum = 1.0: must be in [0, 1) at every step"),
        new Bad(() -> new Adam(RATE, ONE, 0.9, 1e-8, NONE), BETA1_MESSAGE),
        new Bad(() -> new Adam(RATE, BETA1, -1, 1e-8, NONE), "beta2 = -1.0: must be in [0, 1)"),
        new Bad(() -> new AmsGrad(RATE, ONE, 0.9, 1e-8, NONE), BETA1_MESSAGE),
        new Bad(
            () -> new Adamax(RATE, BETA1, Double.NaN, 1e-8, NONE),
            "beta2 = NaN: must be in [0, 1)"),
        new Bad(() -> new Lamb(RATE, new Linear(0.5, 1, 9), 0.9, 1e-8, NONE), BETA1_MESSAGE),
        new Bad(() -> new Lion(RATE, ONE, 0.9, NONE), BETA1_MESSAGE),
        new Bad(() -> new Lion(RATE, BETA1, 1, NONE), "beta2 = 1.0: must be in [0, 1)"),
        new Bad(() -> new Nadam(RATE, 1, 0.9, 1e-8, 0.004, NONE), "beta1 = 1.0: must be in [0, 1)"),
        new Bad(() -> new Nadam(RATE, 0.9, 1, 1e-8, 0.004, NONE), "beta2 = 1.0: must be in [0, 1)"),
        new Bad(
            () -> new Nadam(RATE, 0.9, 0.9, 1e-8, -1, NONE),
            "momentumDecay = -1.0: must be finite and not negative"),
        new Bad(() -> new Adadelta(RATE, 1, 1e-8, NONE), "rho = 1.0: must be in [0, 1)"),
        new Bad(
            () -> new RmsProp(RATE, -0.5, 1e-8, false, BETA1, NONE),
            "alpha = -0.5: must be in [0, 1)"),
        new Bad(
            () -> new RmsProp(RATE, 0.9, 1e-8, false, ONE, NONE),
            "momentum = 1.0: must be in [0, 1) at every step"),
        new Bad(
            () -> new Lars(RATE, ONE, 1, 1e-8, NONE),
            "momentum = 1.0: must be in [0, 1) at every step"),
        new Bad(
            () -> new Lars(RATE, BETA1, 0, 1e-8, NONE), "trust = 0.0: must be positive and finite"),
        new Bad(
            () -> new Lars(RATE, BETA1, Double.POSITIVE_INFINITY, 1e-8, NONE),
            "trust = Infinity: must be positive and finite"),
        new Bad(() -> new Momentum(RATE, PLATEAU, NONE), plateauMessage("momentum")),
        new Bad(() -> new Adam(RATE, PLATEAU, 0.9, 1e-8, NONE), plateauMessage("beta1")),
        new Bad(
            () -> new Regularization(0, 0, PLATEAU, Regularization.Scope.ALL),
            plateauMessage("weightDecay")),
        new Bad(() -> new Adam(RATE, BETA1, 0.9, 0, NONE), epsilonMessage(0)),
        new Bad(() -> new Adam(RATE, BETA1, 0.9, 1e-50, NONE), epsilonMessage(1e-50)),
        new Bad(() -> new AmsGrad(RATE, BETA1, 0.9, 1e300, NONE), epsilonMessage(1e300)),
        new Bad(() -> new Adagrad(RATE, 0, NONE), epsilonMessage(0)),
        new Bad(() -> new Adadelta(RATE, 0.9, -1, NONE), epsilonMessage(-1)),
        new Bad(() -> new RmsProp(RATE, 0.9, 0, true, BETA1, NONE), epsilonMessage(0)),
        new Bad(() -> new Nadam(RATE, 0.9, 0.9, Double.NaN, 0, NONE), epsilonMessage(Double.NaN)),
        new Bad(() -> new Lars(RATE, BETA1, 1, 0, NONE), epsilonMessage(0)));
  }

  private static String plateauMessage(String name) {
    return name
        + " = "
        + PLATEAU
        + ": must not have a plateau, which lowers the learning rate only";
  }

  private static String epsilonMessage(double epsilon) {
    return "epsilon = " + epsilon + ": must be positive and finite in 32 bits";
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

  /** The least β, and the largest below 1, are in the interval. */
  @Test
  void takesTheEndsOfItsIntervals() {
    double most = Math.nextDown(1.0);
    assertThat(new Adam(RATE, new Constant(0), 0, Float.MIN_VALUE, NONE).slots()).isEqualTo(2);
    assertThat(new Lion(RATE, new Constant(most), most, NONE).slots()).isEqualTo(1);
    assertThat(new Nadam(RATE, 0, 0, 1, 0, NONE).slots()).isEqualTo(2);
  }

  @Test
  void rmsPropHasASlotForWhatItUses() {
    Schedule never = new Linear(0, 0, 5);
    Schedule later = new Linear(0, 0.9, 5);
    assertThat(new RmsProp(RATE, 0.9, 1e-8, false, never, NONE).slots()).isEqualTo(1);
    assertThat(new RmsProp(RATE, 0.9, 1e-8, false, later, NONE).slots()).isEqualTo(2);
    assertThat(new RmsProp(RATE, 0.9, 1e-8, true, later, NONE).slots()).isEqualTo(3);
  }

  /** g = 1 and c = 1: s − c² is 0, or rounds to less. */
  @Test
  void aVarianceIsNeverNegative() {
    float[] parameters = {0};
    float[][] slots = {{Math.nextDown(1f)}, {1}};
    Optimizer.of(new RmsProp(RATE, 0.5, 0.25, true, new Constant(0), NONE), 1)
        .at(0)
        .update(parameters, new float[] {1}, slots, 0, 1);
    assertThat(parameters).containsExactly(-0.4f);
  }

  /** Long after the start, μ is β₁ and the product 0: (0.1 · 1 + 0.9 · 0.1) / √0.001. */
  @Test
  void nadamIsAsCheapAfterManyUpdates() {
    float[] parameters = {0};
    Optimizer.of(new Nadam(RATE, 0.9, 0.999, 1e-8, 0.004, NONE), 1)
        .at(1L << 50)
        .update(parameters, new float[] {1}, new float[2][1], 0, 1);
    assertThat(parameters[0]).isCloseTo(-0.6008328f, within(1e-6f));
  }

  /** sign is ±1 or 0; the mean takes part in the direction before the gradient enters it. */
  @Test
  void lionStepsByItsRate() {
    float[] parameters = {1, 1, 1, 1};
    float[][] slots = {{0, 0, 2, -2}};
    Optimizer.of(new Lion(new Constant(0.25), BETA1, 0.5, NONE), 4)
        .at(0)
        .update(parameters, new float[] {1e-20f, 0, -1, -1}, slots, 0, 4);
    assertThat(parameters).containsExactly(0.75f, 1, 0.75f, 1.25f);
    assertThat(slots[0]).containsExactly(0.5e-20f, 0, 0.5f, -1.5f);
  }

  @Test
  void theSignOfWhatIsNoNumberIsNone() {
    assertThat(Sign.of(Float.NaN)).isNaN();
    assertThat(Sign.of(Float.NEGATIVE_INFINITY)).isEqualTo(-1);
  }
}
