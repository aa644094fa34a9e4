package io.github.bellows.common.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bellows.common.optim.Regularization.Scope;
import io.github.bellows.common.schedule.Constant;
import io.github.bellows.common.schedule.Linear;
import io.github.bellows.common.schedule.Plateau;
import io.github.bellows.common.schedule.Schedule;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Numbers small enough to be checked by hand. */
class StepUpdateTest {
  private static final Schedule HALF = new Constant(0.5);
  private static final Regularization NONE = Regularization.NONE;

  /** Weight, bias, weight at double rate, frozen weight. */
  private static final List<TensorRule> TENSORS =
      List.of(
          new TensorRule(0, 1, 1, true, false),
          new TensorRule(1, 2, 1, false, false),
          new TensorRule(2, 3, 2, true, false),
          new TensorRule(3, 4, 1, true, true));

  private static float[] updated(OptimizerSpec spec, float[] parameters, float... gradient) {
    StepUpdate update = new Optimizer(spec, spec.learningRate(), TENSORS).at(0);
    float[][] slots = new float[spec.slots()][parameters.length];
    if (update.layerwise()) {
      update.direct(parameters, gradient, slots, 0, parameters.length);
      update.measured();
    }
    update.update(parameters, gradient, slots, 0, parameters.length);
    return parameters;
  }

  /** g + 0.5 · 8 + 1, then 8 − 0.5 · 0.25 · 8, then − 0.5 · g; at the double rate twice that. */
  @Test
  void penalizesThenDecaysThenUpdates() {
    Schedule quarter = new Constant(0.25);
    float[] all =
        updated(
            new Sgd(HALF, new Regularization(1, 0.5, quarter, Scope.ALL)),
            new float[] {8, 8, 8, 8},
            1,
            1,
            1,
            1);
    assertThat(all).containsExactly(8 - 1 - 3, 8 - 1 - 3, 8 - 2 - 6, 8);
    float[] weights =
        updated(
            new Sgd(HALF, new Regularization(1, 0.5, quarter, Scope.WEIGHTS)),
            new float[] {8, 8, 8, 8},
            1,
            1,
            1,
            1);
    assertThat(weights).containsExactly(8 - 1 - 3, 7.5f, 8 - 2 - 6, 8);
  }

  @Test
  void eitherPenaltyAloneIsTaken() {
    float[] first =
        updated(new Sgd(HALF, Regularization.of(1, 0, 0)), new float[] {8, 8, 8, 8}, new float[4]);
    assertThat(first[0]).isEqualTo(7.5f);
    float[] second =
        updated(
            new Sgd(HALF, Regularization.of(0, 0.5, 0)), new float[] {8, 8, 8, 8}, new float[4]);
    assertThat(second[0]).isEqualTo(6);
  }

  /**
   * Rate 0.5, gradient 0: of 8 the decay takes 0.5 · 0.25 · 8 = 1, the penalty 0.5 · 0.5 · 8 = 2.
   */
  @Test
  void aTensorMayBePulledOtherwiseThanTheOthers() {
    Sgd decayed = new Sgd(HALF, Regularization.of(0, 0, 0.25));
    List<TensorRule> tensors =
        List.of(
            new TensorRule(0, 1, 1, true, false),
            new TensorRule(1, 2, 1, true, false, Regularization.of(0, 0.5, 0)),
            new TensorRule(2, 3, 1, true, false, Regularization.of(0, 0.5, 0)),
            new TensorRule(3, 4, 1, true, false, NONE));
    Optimizer optimizer = new Optimizer(decayed, HALF, tensors);
    float[] parameters = {8, 8, 8, 8};
    optimizer.at(0).update(parameters, new float[4], new float[0][], 0, 4);
    assertThat(parameters).containsExactly(7, 6, 6, 8);
    assertThat(optimizer.tensors()).hasSize(3);
  }

  /** Norms 8, 8, 8 and directions 2, 2, 4 with λ 0.25: ratios 8 / (2 + 2), none, 8 / (4 + 2). */
  @Test
  void larsScalesWeightsByTheirTrustRatio() {
    Schedule none = new Constant(0);
    Regularization decay = new Regularization(0, 0, new Constant(0.25), Scope.WEIGHTS);
    float[] parameters = {8, 8, 8, 8};
    updated(new Lars(HALF, none, 1, 1e-30, decay), parameters, 2, 2, 4, 2);
    assertThat(parameters).containsExactly(8 - 4, 8 - 1, 8 - 8, 8);
  }

  /** The first direction of Lamb without ε is the gradient's sign, to which λ · p is added. */
  @Test
  void lambScalesWeightsToTheirNorm() {
    Regularization decay = new Regularization(0, 0, new Constant(0.25), Scope.WEIGHTS);
    float[] parameters = {8, 8, 0, 8};
    Lamb lamb = new Lamb(HALF, new Constant(0), 0, 1e-30, decay);
    updated(lamb, parameters, 2, -2, 4, 2);
    assertThat(parameters).containsExactly(8 - 4, 8.5f, -1, 8);
  }

  @Test
  void normsOfZeroHaveRatioOne() {
    Lars lars = new Lars(HALF, HALF, 0.5, 1, NONE);
    assertThat(lars.trust(0, 2, 0.5)).isEqualTo(1);
    assertThat(lars.trust(2, 0, 0.5)).isEqualTo(1);
    assertThat(lars.trust(4, 1, 0.5)).isEqualTo(0.5 * 4 / (1 + 2 + 1));
    Lamb lamb = new Lamb(HALF, HALF, 0.5, 1, NONE);
    assertThat(lamb.trust(0, 2, 0.5)).isEqualTo(1);
    assertThat(lamb.trust(2, 0, 0.5)).isEqualTo(1);
    assertThat(lamb.trust(4, 2, 0.5)).isEqualTo(2);
  }

  @Test
  void aMomentDecaysItsRangeOnly() {
    float[] parameters = {8, 8, 8};
    new Moment(0, 0, 0.5, 0.5).decay(parameters, 1, 2);
    assertThat(parameters).containsExactly(8, 6, 8);
    new Moment(0, 0, 0.5, 0).decay(parameters, 0, 3);
    assertThat(parameters).containsExactly(8, 6, 8);
    assertThat(new Moment(1, 2, 3, 4).withRate(5)).isEqualTo(new Moment(1, 2, 5, 4));
  }

  @Test
  void decayFollowsItsScheduleOnTensorsInItsScope() {
    Schedule line = new Linear(0, 1, 4);
    Regularization weights = new Regularization(0, 0, line, Scope.WEIGHTS);
    assertThat(weights.weightDecayAt(2, true)).isEqualTo(0.5);
    assertThat(weights.weightDecayAt(2, false)).isEqualTo(0);
    assertThat(new Regularization(0, 0, line, Scope.ALL).weightDecayAt(2, false)).isEqualTo(0.5);
  }

  @Test
  void anOptimizerKnowsItsVector() {
    Sgd sgd = new Sgd(HALF, NONE);
    Schedule other = new Plateau(0.25, "loss", 0.5, 1, 0, 0, 0, false);
    Optimizer optimizer = new Optimizer(sgd, other, TENSORS);
    assertThat(optimizer.length()).isEqualTo(4);
    assertThat(new Optimizer(new Lars(HALF, HALF, 1, 1, NONE), other, TENSORS).tensors())
        .isEqualTo(TENSORS);
    assertThat(optimizer.slots()).isEqualTo(0);
    assertThat(optimizer.learningRate()).isSameAs(other);
    assertThat(new Optimizer(sgd, HALF, List.of()).length()).isEqualTo(0);
    assertThat(Optimizer.of(sgd, 7).length()).isEqualTo(7);
    assertThat(Optimizer.of(sgd, 7).learningRate()).isSameAs(HALF);
    float[] parameters = {1};
    optimizer.at(0).update(parameters, new float[] {1}, new float[0][], 0, 1);
    assertThat(parameters).containsExactly(0.75f);
  }

  @Test
  void refusesTensorsWithGaps() {
    List<TensorRule> gap = List.of(TensorRule.plain(1), new TensorRule(2, 3, 1, true, false));
    List<TensorRule> late = List.of(new TensorRule(1, 2, 1, true, false));
    Sgd sgd = new Sgd(HALF, NONE);
    assertThatThrownBy(() -> new Optimizer(sgd, HALF, gap))
        .hasMessageContaining("must have no gaps");
    assertThatThrownBy(() -> new Optimizer(sgd, HALF, late))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must have no gaps");
  }

  @Test
  void refusesTensorsThatAreNone() {
    assertThatThrownBy(() -> new TensorRule(-1, 0, 1, true, false))
        .hasMessage("from = -1: must be in [0, 0]");
    assertThatThrownBy(() -> new TensorRule(3, 2, 1, true, false))
        .hasMessage("from = 3: must be in [0, 2]");
    for (double factor : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> new TensorRule(0, 2, factor, true, false))
          .hasMessage("learningRateFactor = " + factor + ": must be positive and finite");
    }
    assertThat(new TensorRule(2, 2, 1, true, false).to()).isEqualTo(2);
  }

  @Test
  void tensorsAreTreatedAlikeIfAllTheirRulesAre() {
    TensorRule one = new TensorRule(0, 2, 1, true, false);
    assertThat(one.treatedLike(new TensorRule(2, 7, 1, true, false))).isTrue();
    assertThat(one.treatedLike(new TensorRule(2, 7, 0.5, true, false))).isFalse();
    assertThat(one.treatedLike(new TensorRule(2, 7, 1, false, false))).isFalse();
    assertThat(one.treatedLike(new TensorRule(2, 7, 1, true, true))).isFalse();
    assertThat(TensorRule.plain(5)).isEqualTo(new TensorRule(0, 5, 1, true, false));
  }
}
