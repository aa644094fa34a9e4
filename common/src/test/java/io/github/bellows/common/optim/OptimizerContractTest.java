package io.github.bellows.common.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.bellows.common.random.SeededRandom;
import io.github.bellows.common.schedule.Constant;
import io.github.bellows.common.schedule.Cosine;
import io.github.bellows.common.schedule.InEpochs;
import io.github.bellows.common.schedule.PerEpoch;
import io.github.bellows.common.schedule.Schedule;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every optimizer promises; a new kind of optimizer fails here until it has a row. */
class OptimizerContractTest {
  private static final Regularization EVERYTHING = Regularization.of(1e-3, 1e-2, 1e-2);
  private static final Schedule RATE = Cosine.withWarmup(0.05, 0.001, 50, 5);
  private static final int SIZE = 1003;

  static List<OptimizerRows.Row> rows() {
    return OptimizerRows.ALL;
  }

  @Test
  void everyKindHasARow() {
    List<OptimizerSpec> specs =
        rows().stream().map(row -> row.make().apply(RATE, EVERYTHING)).toList();
    assertThat(specs.stream().<Class<?>>map(OptimizerSpec::getClass))
        .containsExactlyInAnyOrder(OptimizerSpec.class.getPermittedSubclasses());
    assertThat(specs.stream().map(OptimizerSpec::kind))
        .containsExactlyElementsOf(rows().stream().map(OptimizerRows.Row::kind).toList());
  }

  /** Minimum of Σ a (p − t)² / 2 with a from 0.2 to 8: at t. */
  @ParameterizedTest
  @MethodSource("rows")
  void findsTheBottomOfAQuadratic(OptimizerRows.Row row) {
    float[] curvature = {0.2f, 1, 3, 8};
    float[] bottom = {3, -2, 0.5f, -1};
    UnaryOperator<float[]> gradient =
        p -> {
          float[] g = new float[p.length];
          for (int i = 0; i < p.length; i++) {
            g[i] = curvature[i] * (p[i] - bottom[i]);
          }
          return g;
        };
    float[] found = descend(row, row.quadraticRate(), new float[4], gradient, 2_000);
    for (int i = 0; i < bottom.length; i++) {
      assertThat(found[i]).isCloseTo(bottom[i], within(1e-3f));
    }
  }

  /**
   * Minimum of (1 − x)² + 100 (y − x²)²: at (1, 1).
   *
   * <p>Reference: Rosenbrock, "An Automatic Method for Finding the Greatest or Least Value of a
   * Function", The Computer Journal 3(3), 1960.
   */
  @ParameterizedTest
  @MethodSource("rows")
  void findsTheEndOfRosenbrocksValley(OptimizerRows.Row row) {
    UnaryOperator<float[]> gradient =
        p -> {
          float across = p[1] - p[0] * p[0];
          return new float[] {-2 * (1 - p[0]) - 400 * p[0] * across, 200 * across};
        };
    float[] start = {-1.2f, 1};
    float[] found = descend(row, row.rosenbrockRate(), start, gradient, 60_000);
    assertThat(found[0]).isCloseTo(1, within(5e-3f));
    assertThat(found[1]).isCloseTo(1, within(1e-2f));
  }

  private static float[] descend(
      OptimizerRows.Row row,
      double rate,
      float[] start,
      UnaryOperator<float[]> gradient,
      int steps) {
    Optimizer optimizer =
        Optimizer.of(row.make().apply(new Constant(rate), Regularization.NONE), start.length);
    float[] parameters = start.clone();
    float[][] slots = new float[optimizer.slots()][start.length];
    for (int step = 0; step < steps; step++) {
      optimizer
          .at(step)
          .update(parameters, gradient.apply(parameters), slots, 0, parameters.length);
    }
    return parameters;
  }

  @ParameterizedTest
  @MethodSource("rows")
  void resumesWithTheSameBits(OptimizerRows.Row row) {
    State whole = State.first(row);
    whole.run(row, 0, 50, 1);
    State half = State.first(row);
    half.run(row, 0, 25, 1);
    State resumed = half.copy();
    resumed.run(row, 25, 50, 1);
    assertThat(resumed).isEqualTo(whole).isNotEqualTo(half);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void anySlicingGivesTheSameBits(OptimizerRows.Row row) {
    State whole = State.first(row);
    whole.run(row, 0, 20, 1);
    for (int slices : new int[] {2, 7, SIZE}) {
      State sliced = State.first(row);
      sliced.run(row, 0, 20, slices);
      assertThat(sliced).as("%s slices", slices).isEqualTo(whole);
    }
  }

  @ParameterizedTest
  @MethodSource("rows")
  void touchesItsRangeOnly(OptimizerRows.Row row) {
    State before = State.first(row);
    State after = before.copy();
    float[] gradient = gradient(0);
    Optimizer optimizer = Optimizer.of(row.make().apply(RATE, EVERYTHING), SIZE);
    optimizer.at(0).update(after.parameters, gradient, after.slots, 10, 10);
    assertThat(after).isEqualTo(before);
    optimizer.at(0).update(after.parameters, gradient, after.slots, 10, 500);
    for (int i = 0; i < SIZE; i++) {
      boolean same = after.parameters[i] == before.parameters[i];
      assertThat(same).as("parameter %s", i).isEqualTo(i < 10 || i >= 500);
      for (float[] slot : after.slots) {
        assertThat(slot[i] == 0).as("slot of parameter %s", i).isEqualTo(i < 10 || i >= 500);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("rows")
  void refusesArraysThatDoNotFitBeforeWritingAny(OptimizerRows.Row row) {
    State state = State.first(row);
    State before = state.copy();
    float[] p = state.parameters;
    float[] g = gradient(0);
    Optimizer optimizer = Optimizer.of(row.make().apply(RATE, EVERYTHING), SIZE);
    assertThatThrownBy(() -> optimizer.at(0).update(p, g, state.slots, 0, SIZE + 1))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> optimizer.at(0).update(p, g, state.slots, -1, 5))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> optimizer.at(0).update(p, new float[SIZE - 1], state.slots, 0, SIZE))
        .isInstanceOf(IndexOutOfBoundsException.class);
    int slots = optimizer.slots();
    assertThatThrownBy(() -> optimizer.at(0).update(p, g, new float[slots + 1][SIZE], 0, SIZE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("slots = %s: must be %s for this optimizer", slots + 1, slots);
    if (slots > 0) {
      assertThatThrownBy(() -> optimizer.at(0).update(p, g, new float[slots][SIZE - 1], 0, SIZE))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
    assertThat(state).isEqualTo(before);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void resolvesItsLearningRateAndNothingElse(OptimizerRows.Row row) {
    OptimizerSpec inEpochs = row.make().apply(new InEpochs(RATE), EVERYTHING);
    assertThat(inEpochs.resolve(40))
        .isEqualTo(row.make().apply(new PerEpoch(RATE, 40), EVERYTHING));
    State state = State.first(row);
    assertThatThrownBy(() -> state.run(Optimizer.of(inEpochs, SIZE), 0, 1, 1))
        .isInstanceOf(IllegalStateException.class);
    assertThat(state).isEqualTo(State.first(row));
  }

  /** Returns the gradient of a step: the same for every test, some of it 0. */
  private static float[] gradient(long step) {
    SeededRandom random = SeededRandom.of(7, step);
    float[] gradient = new float[SIZE];
    for (int i = 0; i < SIZE; i++) {
      gradient[i] = (float) random.nextGaussian();
    }
    gradient[600] = 0;
    return gradient;
  }

  /** Parameters and slots, equal bit for bit. */
  private static final class State {
    final float[] parameters;
    final float[][] slots;

    State(float[] parameters, float[][] slots) {
      this.parameters = parameters;
      this.slots = slots;
    }

    static State first(OptimizerRows.Row row) {
      SeededRandom random = SeededRandom.of(3);
      float[] parameters = new float[SIZE];
      for (int i = 0; i < SIZE; i++) {
        parameters[i] = (float) random.uniform(-1, 1);
      }
      int slots = row.make().apply(RATE, EVERYTHING).slots();
      return new State(parameters, new float[slots][SIZE]);
    }

    State copy() {
      float[][] copies = slots.clone();
      for (int k = 0; k < copies.length; k++) {
        copies[k] = slots[k].clone();
      }
      return new State(parameters.clone(), copies);
    }

    void run(OptimizerRows.Row row, long from, long to, int slices) {
      run(Optimizer.of(row.make().apply(RATE, EVERYTHING), SIZE), from, to, slices);
    }

    /** Applies the updates of steps [from, to), the slices last to first. */
    void run(Optimizer optimizer, long from, long to, int slices) {
      for (long step = from; step < to; step++) {
        float[] gradient = gradient(step);
        for (int k = slices - 1; k >= 0; k--) {
          int start = SIZE * k / slices;
          optimizer.at(step).update(parameters, gradient, slots, start, SIZE * (k + 1) / slices);
        }
      }
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof State that
          && Arrays.equals(parameters, that.parameters)
          && Arrays.deepEquals(slots, that.slots);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(parameters);
    }
  }
}
