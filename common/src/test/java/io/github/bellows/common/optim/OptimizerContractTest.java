package io.github.bellows.common.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.bellows.common.checkpoint.FlatTensor;
import io.github.bellows.common.checkpoint.Safetensors;
import io.github.bellows.common.gradient.MeanGradient;
import io.github.bellows.common.schedule.Constant;
import io.github.bellows.common.schedule.Cosine;
import io.github.bellows.common.schedule.InEpochs;
import io.github.bellows.common.schedule.Joined;
import io.github.bellows.common.schedule.Linear;
import io.github.bellows.common.schedule.PerEpoch;
import io.github.bellows.common.schedule.Plateau;
import io.github.bellows.common.schedule.Schedule;
import io.github.bellows.common.storage.Storage;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every optimizer promises; a new kind of optimizer fails here until it has a row. */
class OptimizerContractTest {
  private static final Regularization EVERYTHING =
      new Regularization(1e-3, 1e-2, new Linear(0, 0.1, 40), Regularization.Scope.WEIGHTS);
  private static final Schedule RATE = Cosine.withWarmup(0.05, 0.001, 50, 5);
  private static final int SIZE = FlatState.SIZE;

  @TempDir private Path directory;

  static List<OptimizerRows.Row> rows() {
    return OptimizerRows.ALL;
  }

  private static OptimizerSpec spec(OptimizerRows.Row row) {
    return row.make().apply(RATE, EVERYTHING);
  }

  private static Optimizer optimizer(OptimizerRows.Row row) {
    return FlatState.optimizer(spec(row));
  }

  @Test
  void everyKindHasARow() {
    Set<Class<?>> covered =
        rows().stream().map(row -> spec(row).getClass()).collect(Collectors.toSet());
    assertThat(covered).isEqualTo(leaves(OptimizerSpec.class));
    rows().forEach(row -> assertThat(spec(row).kind()).isEqualTo(row.name().split(" ")[0]));
  }

  private static Set<Class<?>> leaves(Class<?> type) {
    Set<Class<?>> leaves = new HashSet<>();
    for (Class<?> permitted : type.getPermittedSubclasses()) {
      leaves.addAll(permitted.isSealed() ? leaves(permitted) : Set.of(permitted));
    }
    return leaves;
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
    float[] found = descend(row, row.quadraticRate(), new float[4], gradient, 4_000);
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

  /**
   * A rate that is held for half of the way and then goes down to 0: some steps have one length.
   */
  private static float[] descend(
      OptimizerRows.Row row,
      double rate,
      float[] start,
      UnaryOperator<float[]> gradient,
      int steps) {
    long half = steps / 2;
    Schedule rates =
        new Joined(List.of(new Constant(rate), new Linear(rate, 0, half)), List.of(half));
    Optimizer optimizer = Optimizer.of(row.make().apply(rates, Regularization.NONE), start.length);
    FlatState state = new FlatState(start.clone(), new float[optimizer.slots()][start.length]);
    for (int step = 0; step < steps; step++) {
      state.apply(optimizer.at(step), gradient.apply(state.parameters), 0, start.length);
    }
    return state.parameters;
  }

  @ParameterizedTest
  @MethodSource("rows")
  void resumesFromAFileWithTheSameBits(OptimizerRows.Row row) throws IOException {
    FlatState whole = FlatState.first(row.slots()).run(optimizer(row), 0, 30);
    FlatState half = FlatState.first(row.slots()).run(optimizer(row), 0, 17);
    FlatState resumed = readBack(half);
    assertThat(resumed).isEqualTo(half).isNotEqualTo(whole);
    assertThat(resumed.run(optimizer(row), 17, 30)).isEqualTo(whole);
  }

  private FlatState readBack(FlatState state) throws IOException {
    List<FlatTensor> tensors = new ArrayList<>();
    tensors.add(FlatTensor.of("parameters", state.parameters));
    for (int k = 0; k < state.slots.length; k++) {
      tensors.add(FlatTensor.of("slot" + k, state.slots[k]));
    }
    Path path = directory.resolve("state.safetensors");
    try (OutputStream out = Files.newOutputStream(path)) {
      Safetensors.write(out, tensors, Map.of());
    }
    Storage storage = new Storage(new Configuration());
    FlatState read = FlatState.first(state.slots.length);
    try (Safetensors file = Safetensors.open(storage, storage.qualify(path.toString()))) {
      assertThat(file.read("parameters", read.parameters, 0).elements()).isEqualTo(SIZE);
      for (int k = 0; k < read.slots.length; k++) {
        assertThat(file.read("slot" + k, read.slots[k], 0).elements()).isEqualTo(SIZE);
      }
    }
    return read;
  }

  @ParameterizedTest
  @MethodSource("rows")
  void anySlicingGivesTheSameBits(OptimizerRows.Row row) {
    FlatState whole = FlatState.first(row.slots()).run(optimizer(row), 0, 10);
    for (int slices : new int[] {1, 2, 7}) {
      FlatState sliced = FlatState.first(row.slots());
      sliced.run(optimizer(row), 0, 10, cuts(slices, spec(row) instanceof LayerwiseSpec));
      assertThat(sliced).as("%s slices", slices).isEqualTo(whole);
    }
  }

  @ParameterizedTest
  @MethodSource("rows")
  void arraysThatHoldARangeGetTheSameBits(OptimizerRows.Row row) {
    int from = MeanGradient.BLOCK;
    int to = 3 * MeanGradient.BLOCK;
    FlatState whole = FlatState.first(row.slots()).run(optimizer(row), 0, 1);
    FlatState part = whole.part(from, to);
    whole.apply(optimizer(row).at(1), FlatState.gradient(1), from, to);
    float[] gradient = Arrays.copyOfRange(FlatState.gradient(1), from, to);
    part.apply(optimizer(row).at(1).from(from), gradient, from, to);
    assertThat(part).isEqualTo(whole.part(from, to));
  }

  /** Cuts anywhere, or at blocks only. */
  private static int[] cuts(int slices, boolean atBlocks) {
    int[] cuts = new int[slices + 1];
    for (int k = 1; k < slices; k++) {
      int cut = (int) ((long) SIZE * k / slices);
      cuts[k] = atBlocks ? cut / MeanGradient.BLOCK * MeanGradient.BLOCK : cut;
    }
    cuts[slices] = SIZE;
    return cuts;
  }

  @ParameterizedTest
  @MethodSource("rows")
  void changesItsRangeOnlyAndThereEveryParameterAndSlot(OptimizerRows.Row row) {
    Optimizer optimizer = FlatState.optimizer(row.make().apply(new Constant(1), EVERYTHING));
    FlatState before = FlatState.first(row.slots()).run(optimizer, 0, 1);
    FlatState after = before.copy();
    int from = MeanGradient.BLOCK;
    int to = 3 * MeanGradient.BLOCK;
    after.apply(optimizer.at(1), FlatState.gradient(1), from, from);
    assertThat(after).isEqualTo(before);
    after.apply(optimizer.at(1), FlatState.gradient(1), from, to);
    for (int i = 0; i < SIZE; i++) {
      boolean frozen = i >= FlatState.FROZEN_FROM && i < FlatState.FROZEN_TO;
      boolean same = i < from || i >= to || frozen;
      assertThat(after.parameters[i] == before.parameters[i]).as("%s", i).isEqualTo(same);
      for (float[] slot : frozen ? after.slots : new float[0][]) {
        assertThat(slot[i]).as("slot of frozen parameter %s", i).isEqualTo(0);
      }
    }
    for (int k = 0; k < row.slots(); k++) {
      assertThat(Arrays.mismatch(after.slots[k], before.slots[k])).isBetween(from, from + 9);
      assertThat(Arrays.equals(after.slots[k], to, SIZE, before.slots[k], to, SIZE))
          .as("slot %s behind the range", k)
          .isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("rows")
  void refusesArraysThatDoNotFitBeforeWritingAny(OptimizerRows.Row row) {
    assertThat(spec(row).slots()).isEqualTo(row.slots());
    FlatState state = FlatState.first(row.slots());
    FlatState before = state.copy();
    float[] p = state.parameters;
    float[] g = FlatState.gradient(0);
    StepUpdate update = optimizer(row).at(0);
    int slots = row.slots();
    assertThatThrownBy(() -> update.update(p, g, state.slots, 0, SIZE + 1))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> update.update(p, g, state.slots, -1, 5))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> update.update(p, new float[SIZE - 1], state.slots, 0, SIZE))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> update.update(p, g, new float[slots + 1][SIZE], 0, SIZE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("slots = %s: must be %s for this optimizer", slots + 1, slots);
    if (slots > 0) {
      assertThatThrownBy(() -> update.update(p, g, new float[slots][SIZE - 1], 0, SIZE))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
    if (update.layerwise()) {
      assertThatThrownBy(() -> update.direct(p, g, state.slots, 0, SIZE + 1))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
    assertThat(state).isEqualTo(before);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void resolvesEverySchedule(OptimizerRows.Row row) throws ReflectiveOperationException {
    OptimizerSpec spec = spec(row);
    Schedule inEpochs = new InEpochs(new Constant(0.5));
    List<Class<?>> types = new ArrayList<>();
    List<Object> values = new ArrayList<>();
    for (RecordComponent component : spec.getClass().getRecordComponents()) {
      types.add(component.getType());
      if (component.getType() == Schedule.class) {
        values.add(inEpochs);
      } else if (component.getType() == Regularization.class) {
        values.add(new Regularization(1, 2, inEpochs, Regularization.Scope.WEIGHTS));
      } else {
        values.add(component.getAccessor().invoke(spec));
      }
    }
    var constructor = spec.getClass().getDeclaredConstructor(types.toArray(new Class<?>[0]));
    OptimizerSpec unresolved = (OptimizerSpec) constructor.newInstance(values.toArray());
    Schedule resolved = new PerEpoch(new Constant(0.5), 40);
    values.replaceAll(value -> value == inEpochs ? resolved : value);
    values.replaceAll(
        value ->
            value instanceof Regularization
                ? new Regularization(1, 2, resolved, Regularization.Scope.WEIGHTS)
                : value);
    assertThat(unresolved.resolve(40)).isEqualTo(constructor.newInstance(values.toArray()));
    Optimizer optimizer = FlatState.optimizer(unresolved);
    assertThatThrownBy(() -> optimizer.at(0)).isInstanceOf(IllegalStateException.class);
  }

  /** 0.25 and 0.5 are exact: the bits are those of another learning rate. */
  @ParameterizedTest
  @MethodSource("rows")
  void aFactorIsAnotherLearningRate(OptimizerRows.Row row) {
    OptimizerSpec spec = row.make().apply(new Constant(0.25), EVERYTHING);
    OptimizerSpec half = row.make().apply(new Constant(0.125), EVERYTHING);
    List<TensorRule> tensors = List.of(new TensorRule(0, SIZE, 0.5, true, false));
    FlatState byFactor = FlatState.first(row.slots());
    byFactor.run(new Optimizer(spec, spec.learningRate(), tensors), 0, 5);
    FlatState byRate = FlatState.first(row.slots()).run(Optimizer.of(half, SIZE), 0, 5);
    FlatState other = FlatState.first(row.slots()).run(Optimizer.of(spec, SIZE), 0, 5);
    assertThat(byFactor).isEqualTo(byRate).isNotEqualTo(other);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void aPlateauLowersTheRate(OptimizerRows.Row row) {
    Schedule plateau = new Plateau(0.25, "loss", 0.5, 1, 0, 0, 0, false);
    Optimizer lowered = FlatState.optimizer(row.make().apply(plateau, EVERYTHING));
    Optimizer half = FlatState.optimizer(row.make().apply(new Constant(0.125), EVERYTHING));
    float[] gradient = FlatState.gradient(0);
    FlatState expected = FlatState.first(row.slots()).run(half, 0, 1);
    assertThat(FlatState.first(row.slots()).apply(lowered.at(0, 0, 0.5), gradient, 0, SIZE))
        .isEqualTo(expected);
  }

  /** Schedules count steps, bias corrections updates. */
  @ParameterizedTest
  @MethodSource("rows")
  void anOptimizerThatBeginsLateHasTheRateOfItsStepAndTheBiasOfItsUpdate(OptimizerRows.Row row) {
    Regularization still = Regularization.of(1e-3, 1e-2, 0.1);
    Optimizer scheduled = FlatState.optimizer(row.make().apply(RATE, still));
    Optimizer held = FlatState.optimizer(row.make().apply(new Constant(RATE.valueAt(30)), still));
    FlatState late = FlatState.first(row.slots());
    FlatState early = FlatState.first(row.slots());
    late.apply(scheduled.at(30, 0, 1), FlatState.gradient(0), 0, SIZE);
    early.apply(held.at(0, 0, 1), FlatState.gradient(0), 0, SIZE);
    assertThat(late).isEqualTo(early).isNotEqualTo(FlatState.first(row.slots()));
  }
}
