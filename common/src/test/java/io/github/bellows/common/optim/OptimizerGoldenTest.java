package io.github.bellows.common.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.bellows.common.schedule.Exponential;
import io.github.bellows.common.schedule.Schedule;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Fifty updates of each optimizer, against PyTorch's (scripts/golden/optimizers.py). */
class OptimizerGoldenTest {
  /** 1e-6 relative. */
  private static final double PERCENT = 1e-4;

  private final JsonNode golden = read();

  @Test
  void hasEveryKindUnderEveryRegularization() {
    String[] expected =
        OptimizerRows.ALL.stream()
            .flatMap(
                row ->
                    Stream.of("plain", "l1", "l2", "weightDecay", "all")
                        .map(name -> row.kind() + "/" + name))
            .toArray(String[]::new);
    assertThat(golden.get("cases").fieldNames()).toIterable().containsExactlyInAnyOrder(expected);
  }

  @TestFactory
  Stream<DynamicTest> agreesAfterEveryUpdate() {
    JsonNode cases = golden.get("cases");
    return StreamSupport.stream(
            ((Iterable<String>) cases::fieldNames).spliterator(), /* parallel= */ false)
        .map(name -> DynamicTest.dynamicTest(name, () -> agrees(cases.get(name))));
  }

  private void agrees(JsonNode expected) {
    float[] parameters = floats(golden.get("start"));
    Optimizer optimizer = Optimizer.of(spec(expected), parameters.length);
    float[][] slots = new float[optimizer.slots()][parameters.length];
    JsonNode gradients = golden.get("gradients");
    assertThat(gradients.size()).isEqualTo(50);
    for (int step = 0; step < gradients.size(); step++) {
      float[] gradient = floats(gradients.get(step));
      optimizer.at(step).update(parameters, gradient, slots, 0, parameters.length);
      float[] after = floats(expected.get("parameters").get(step));
      for (int i = 0; i < after.length; i++) {
        assertThat((double) parameters[i])
            .as("parameter %s after step %s", i, step)
            .isCloseTo(after[i], withinPercentage(PERCENT));
      }
    }
  }

  private OptimizerSpec spec(JsonNode expected) {
    JsonNode rates = golden.get("learningRate");
    Schedule rate =
        new Exponential(rates.get("from").doubleValue(), rates.get("decay").doubleValue());
    JsonNode rule = expected.get("regularization");
    Regularization regularization =
        Regularization.of(
            rule.get("l1").doubleValue(),
            rule.get("l2").doubleValue(),
            rule.get("weightDecay").doubleValue());
    // What the file was made with are our defaults.
    assertThat(golden.get("momentum").doubleValue()).isEqualTo(Momentum.DEFAULT_MOMENTUM);
    assertThat(golden.get("beta1").doubleValue()).isEqualTo(Adam.DEFAULT_BETA1);
    assertThat(golden.get("beta2").doubleValue()).isEqualTo(Adam.DEFAULT_BETA2);
    assertThat(golden.get("epsilon").doubleValue()).isEqualTo(Adam.DEFAULT_EPSILON);
    return OptimizerRows.of(expected.get("kind").textValue()).make().apply(rate, regularization);
  }

  private static float[] floats(JsonNode array) {
    float[] values = new float[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = array.get(i).floatValue();
    }
    return values;
  }

  private static JsonNode read() {
    try (InputStream file =
        OptimizerGoldenTest.class.getResourceAsStream("/golden/optimizers.json")) {
      return new ObjectMapper().readTree(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
