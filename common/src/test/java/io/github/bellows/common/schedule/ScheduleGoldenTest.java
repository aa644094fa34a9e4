package io.github.bellows.common.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.bellows.common.schedule.Cyclic.Mode;
import io.github.bellows.common.schedule.OneCycle.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Values of each step, against PyTorch's schedulers and, where it has none, against the published
 * formula (scripts/golden/schedules.py).
 */
class ScheduleGoldenTest {
  private static final Map<String, Schedule> SAME_AS_PYTORCH =
      Map.ofEntries(
          Map.entry("constant", new Constant(0.1)),
          Map.entry("step", new StepDecay(0.1, 0.5, 7)),
          Map.entry("multiStep", new MultiStep(0.1, 0.3, List.of(1L, 9L, 10L, 40L))),
          Map.entry("exponential", new Exponential(0.1, 0.97)),
          Map.entry("polynomial", new Polynomial(0.1, 0, 40, 0.9)),
          Map.entry("polynomialSquare", new Polynomial(0.1, 0, 50, 2)),
          Map.entry("cosine", new Cosine(0.1, 0.001, 40)),
          Map.entry("cosineRestarts", new CosineRestarts(0.1, 0.001, 13, 1, 1)),
          Map.entry("cosineRestartsLonger", new CosineRestarts(0.1, 0, 4, 2, 1)),
          Map.entry("linearUp", new Linear(0.02, 0.1, 20)),
          Map.entry("linearDown", new Linear(0.1, 0.005, 33)),
          Map.entry("cyclic", triangles(7, 7, Mode.TRIANGULAR, 1)),
          Map.entry("cyclicMomentum", momentumTriangles(7, 7, Mode.TRIANGULAR, 1)),
          Map.entry("cyclicUneven", triangles(4, 9, Mode.TRIANGULAR, 1)),
          Map.entry("cyclicUnevenMomentum", momentumTriangles(4, 9, Mode.TRIANGULAR, 1)),
          Map.entry("cyclicTriangular2", triangles(6, 3, Mode.TRIANGULAR2, 1)),
          Map.entry("cyclicTriangular2Momentum", momentumTriangles(6, 3, Mode.TRIANGULAR2, 1)),
          Map.entry("cyclicExponentialRange", triangles(5, 8, Mode.EXPONENTIAL_RANGE, 0.97)),
          Map.entry(
              "cyclicExponentialRangeMomentum",
              momentumTriangles(5, 8, Mode.EXPONENTIAL_RANGE, 0.97)),
          Map.entry("oneCycle", cycle(60, 0.3, Shape.COSINE, false)),
          Map.entry("oneCycleMomentum", momentumCycle(60, 0.3, Shape.COSINE, false)),
          Map.entry("oneCycleLinear", cycle(50, 0.4, Shape.LINEAR, false)),
          Map.entry("oneCycleLinearMomentum", momentumCycle(50, 0.4, Shape.LINEAR, false)),
          Map.entry("oneCycleThreePhases", cycle(60, 0.3, Shape.COSINE, true)),
          Map.entry("oneCycleThreePhasesMomentum", momentumCycle(60, 0.3, Shape.COSINE, true)),
          Map.entry("oneCycleThreePhasesLinear", cycle(53, 0.45, Shape.LINEAR, true)),
          Map.entry(
              "oneCycleThreePhasesLinearMomentum", momentumCycle(53, 0.45, Shape.LINEAR, true)),
          Map.entry(
              "oneCycleOwnEnds", new OneCycle(0.02, 0.1, 0.001, 47, 0.25, Shape.COSINE, false)),
          Map.entry("oneCycleOwnEndsMomentum", momentumCycle(47, 0.25, Shape.COSINE, false)),
          Map.entry("warmupCosine", Cosine.withWarmup(0.1, 0, 50, 10)),
          Map.entry(
              "joined",
              new Joined(
                  List.of(
                      new StepDecay(0.1, 0.5, 5),
                      new Exponential(0.1, 0.9),
                      new Linear(0.02, 0.1, 12)),
                  List.of(13L, 30L))),
          Map.entry(
              "joinedRestarts",
              new Joined(
                  List.of(new CosineRestarts(0.1, 0.01, 5, 2, 1), new Polynomial(0.1, 0, 20, 2)),
                  List.of(25L))),
          Map.entry("perEpoch", new InEpochs(new StepDecay(0.1, 0.5, 2)).resolve(5)));

  private static final Map<String, Schedule> AS_PUBLISHED =
      Map.of(
          "inverseTime", new InverseTime(0.1, 0.5 / 8),
          "sigmoid", new Sigmoid(0.1, 0, 25, 0.3),
          "sigmoidUp", new Sigmoid(0.02, 0.08, 30, 0.2),
          "noam", new Noam(1 / Math.sqrt(512.0 * 20), 20),
          "cosineRestartsDecaying", new CosineRestarts(0.1, 0.01, 5, 2, 0.5),
          "cosineRestartsBelowFloor", new CosineRestarts(0.1, 0.03, 6, 1, 0.6));

  private static Schedule triangles(long up, long down, Mode mode, double decay) {
    return new Cyclic(0.01, 0.1, up, down, mode, decay);
  }

  private static Schedule momentumTriangles(long up, long down, Mode mode, double decay) {
    return new Cyclic(0.9, 0.8, up, down, mode, decay);
  }

  private static Schedule cycle(long steps, double rise, Shape shape, boolean threePhase) {
    return new OneCycle(0.004, 0.1, 4e-7, steps, rise, shape, threePhase);
  }

  private static Schedule momentumCycle(long steps, double rise, Shape shape, boolean threePhase) {
    return new OneCycle(0.95, 0.85, 0.95, steps, rise, shape, threePhase);
  }

  @TestFactory
  Stream<DynamicTest> agreesWithPyTorchAtEveryStep() throws IOException {
    return agrees("values", SAME_AS_PYTORCH);
  }

  @TestFactory
  Stream<DynamicTest> agreesWithThePublishedFormulaAtEveryStep() throws IOException {
    return agrees("formulas", AS_PUBLISHED);
  }

  static JsonNode golden() throws IOException {
    try (InputStream file =
        ScheduleGoldenTest.class.getResourceAsStream("/golden/schedules.json")) {
      return new ObjectMapper().readTree(file);
    }
  }

  private static Stream<DynamicTest> agrees(String part, Map<String, Schedule> ours)
      throws IOException {
    JsonNode values = golden().get(part);
    assertThat(values.fieldNames()).toIterable().containsExactlyInAnyOrderElementsOf(ours.keySet());
    return ours.entrySet().stream()
        .map(
            entry ->
                DynamicTest.dynamicTest(
                    entry.getKey(), () -> agrees(entry.getValue(), values.get(entry.getKey()))));
  }

  private static void agrees(Schedule schedule, JsonNode expected) {
    int steps = expected.size();
    assertThat(steps).isGreaterThan(40);
    // From the middle on first: a run that resumes has asked for no earlier value.
    for (int i = 0; i < steps; i++) {
      int step = (i + steps / 2) % steps;
      // PyTorch multiplies from step to step, so its doubles are off by some of their last bits.
      assertThat(schedule.valueAt(step))
          .as("step %s", step)
          .isCloseTo(expected.get(step).doubleValue(), within(1e-14));
    }
  }
}
