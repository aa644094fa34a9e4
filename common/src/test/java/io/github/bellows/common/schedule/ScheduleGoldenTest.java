package io.github.bellows.common.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Values of each step, against PyTorch's schedulers (scripts/golden/optimizers.py). */
class ScheduleGoldenTest {
  private static final Map<String, Schedule> SAME_AS_PYTORCH =
      Map.of(
          "constant", new Constant(0.1),
          "step", new StepDecay(0.1, 0.5, 7),
          "exponential", new Exponential(0.1, 0.97),
          "cosine", new Cosine(0.1, 0.001, 40),
          "linearUp", new Linear(0.02, 0.1, 20),
          "linearDown", new Linear(0.1, 0.005, 33),
          "warmupCosine", Cosine.withWarmup(0.1, 0, 50, 10),
          "joined",
              new Joined(
                  List.of(
                      new StepDecay(0.1, 0.5, 5),
                      new Exponential(0.1, 0.9),
                      new Linear(0.02, 0.1, 12)),
                  List.of(13L, 30L)),
          "perEpoch", new InEpochs(new StepDecay(0.1, 0.5, 2)).resolve(5));

  @TestFactory
  List<DynamicTest> agreesAtEveryStep() throws IOException {
    JsonNode values;
    try (InputStream file = getClass().getResourceAsStream("/golden/schedules.json")) {
      values = new ObjectMapper().readTree(file).get("values");
    }
    assertThat(values.fieldNames())
        .toIterable()
        .containsExactlyInAnyOrderElementsOf(SAME_AS_PYTORCH.keySet());
    return SAME_AS_PYTORCH.entrySet().stream()
        .map(
            entry ->
                DynamicTest.dynamicTest(
                    entry.getKey(), () -> agrees(entry.getValue(), values.get(entry.getKey()))))
        .toList();
  }

  private static void agrees(Schedule schedule, JsonNode expected) {
    assertThat(expected.size()).isGreaterThan(40);
    for (int step = 0; step < expected.size(); step++) {
      // PyTorch multiplies from step to step, so its doubles are off by some of their last bits.
      assertThat(schedule.valueAt(step))
          .as("step %s", step)
          .isCloseTo(expected.get(step).doubleValue(), within(1e-14));
    }
  }
}
