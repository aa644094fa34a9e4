package io.github.bellows.common.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.bellows.common.config.ConfigLoader;
import io.github.bellows.common.gradient.Clipping;
import io.github.bellows.common.gradient.RangeNorms;
import io.github.bellows.common.schedule.Constant;
import io.github.bellows.common.schedule.Joined;
import io.github.bellows.common.schedule.Schedule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Fifty updates of each optimizer, against PyTorch's, and the published formula's where PyTorch has
 * none (scripts/golden/optimizers.py). A case names its optimizer as a configuration does.
 */
class OptimizerGoldenTest {
  /** Relative, for parameters that are not near 0; those are within 2 · 10⁻⁷. */
  private static final double TOLERANCE = 1e-6;

  /** PyTorch's fp32 is at most that far from its own float64. */
  private static final double ROUNDING = 1e-5;

  private static final double NEAR = 0.2;

  private final JsonNode golden = GoldenFile.read("optimizers.json");

  @Test
  void hasEveryKindWithAndWithoutDecayAndClipping() {
    Set<String> cases =
        golden.get("cases").properties().stream()
            .map(Map.Entry::getKey)
            .collect(Collectors.toSet());
    for (OptimizerRows.Row row : OptimizerRows.ALL) {
      Stream.of("plain", "l1", "l2", "weightDecay", "all", "clip norm", "tensors")
          .forEach(name -> assertThat(cases).contains(row.name() + "/" + name));
    }
    for (String clipped : List.of("sgd", "momentum", "adam")) {
      Stream.of("layerNorm", "value", "three")
          .forEach(name -> assertThat(cases).contains(clipped + "/clip " + name));
    }
    assertThat(cases).contains("momentum/cycle", "nesterov/cycle", "adam/cycle", "adamw/plain");
  }

  @TestFactory
  Stream<DynamicTest> agreesAfterEveryUpdate() {
    return golden.get("cases").properties().stream()
        .map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> agrees(entry.getValue())));
  }

  private void agrees(JsonNode expected) {
    Optimizer optimizer = optimizer(expected);
    float[] start = GoldenFile.floats(golden.get("start"));
    FlatState state = new FlatState(start, new float[optimizer.slots()][start.length]);
    double rounding = expected.path("rounding").doubleValue();
    assertThat(rounding).isLessThan(ROUNDING);
    double tolerance = rounding < TOLERANCE ? TOLERANCE : 2 * rounding;
    JsonNode gradients = golden.get("gradients");
    assertThat(gradients.size()).isEqualTo(50);
    assertThat(expected.get("parameters").size()).isEqualTo(50);
    for (int step = 0; step < 50; step++) {
      float[] gradient = GoldenFile.floats(gradients.get(step));
      clip(expected, gradient);
      state.apply(optimizer.at(step), gradient, 0, start.length);
      float[] after = GoldenFile.floats(expected.get("parameters").get(step));
      for (int i = 0; i < after.length; i++) {
        assertThat((double) state.parameters[i])
            .as("parameter %s after step %s", i, step)
            .isCloseTo(after[i], within(tolerance * Math.max(NEAR, Math.abs(after[i]))));
      }
    }
  }

  private static Optimizer optimizer(JsonNode expected) {
    String yaml =
        """
        data:
          train: { format: digits }
        model:
          layers: [flatten, dense: { units: 10 }]
        """;
    OptimizerSpec spec =
        ConfigLoader.load(
                "x.yaml", yaml + "optimizer: " + expected.get("optimizer"), Map.of(), List.of())
            .config()
            .optimizer();
    if (expected.has("momenta")) {
      spec = cycled(spec, list(expected.get("learningRates")), list(expected.get("momenta")));
    }
    List<TensorRule> rules = new ArrayList<>();
    int from = 0;
    for (JsonNode tensor : expected.get("tensors")) {
      int to = tensor.get("to").intValue();
      double factor = tensor.get("factor").doubleValue();
      boolean weight = tensor.get("weight").booleanValue();
      rules.add(new TensorRule(from, to, factor, weight, tensor.get("frozen").booleanValue()));
      from = to;
    }
    return new Optimizer(spec, spec.learningRate(), rules);
  }

  private static OptimizerSpec cycled(OptimizerSpec spec, Schedule rates, Schedule momenta) {
    Regularization none = Regularization.NONE;
    if (spec instanceof Momentum) {
      return new Momentum(rates, momenta, none);
    }
    if (spec instanceof Nesterov) {
      return new Nesterov(rates, momenta, none);
    }
    return new Adam(rates, momenta, Adam.DEFAULT_BETA2, Adam.DEFAULT_EPSILON, none);
  }

  /** Returns the schedule with the values of a list. */
  private static Schedule list(JsonNode values) {
    List<Schedule> parts = new ArrayList<>();
    values.forEach(value -> parts.add(new Constant(value.doubleValue())));
    return new Joined(parts, LongStream.range(1, parts.size()).boxed().toList());
  }

  /** Clips as the case asks: the whole, the layers, the elements. */
  private static void clip(JsonNode expected, float[] gradient) {
    JsonNode limits = expected.get("clip");
    Clipping clipping =
        new Clipping(limit(limits, "norm"), limit(limits, "layerNorm"), limit(limits, "value"));
    int length = gradient.length;
    RangeNorms whole = new RangeNorms(List.of(length));
    whole.measure(gradient, 0, length);
    Clipping.scale(gradient, 0, length, clipping.scale(whole.norm(0)));
    List<Integer> ends = new ArrayList<>();
    expected.get("layers").forEach(end -> ends.add(end.intValue()));
    RangeNorms layers = new RangeNorms(ends);
    layers.measure(gradient, 0, length);
    int from = 0;
    for (int layer = 0; layer < layers.ranges(); layer++) {
      int to = layers.end(layer);
      Clipping.scale(gradient, from, to, clipping.layerScale(layers.norm(layer)));
      from = to;
    }
    clipping.cut(gradient, 0, length);
  }

  private static double limit(JsonNode limits, String name) {
    return limits.path(name).asDouble(Double.POSITIVE_INFINITY);
  }
}
