package io.github.bellows.worker.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.bellows.common.model.ParameterLayout;
import io.github.bellows.worker.TestNetworks;
import io.github.bellows.worker.engine.EvaluatedBatch;
import io.github.bellows.worker.engine.FlatMemory;
import io.github.bellows.worker.engine.GradientEngine;
import io.github.bellows.worker.engine.LossSum;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Networks against what PyTorch makes of them; {@code scripts/golden} says how. */
class GoldenTest {
  /** Of the largest element of the same tensor; ours is fp32, the expected value float64. */
  private static final double RELATIVE = 1e-5;

  static List<GoldenCase> cases() {
    return GoldenCase.all();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void namesAndShapesAreThoseOfTheStateDict(GoldenCase golden) {
    Map<String, String> ours = new LinkedHashMap<>();
    int offset = 0;
    for (ParameterLayout.Entry entry : golden.network().layout().entries()) {
      ours.put(entry.name(), entry.spec().shape().sizes().toString());
      assertThat(entry.offset()).isEqualTo(offset);
      offset = entry.end();
    }
    Map<String, String> stateDict = new LinkedHashMap<>();
    JsonNode tensors = golden.expected().required("parameters");
    tensors
        .fieldNames()
        .forEachRemaining(
            name -> stateDict.put(name, tensors.get(name).toString().replace(",", ", ")));
    assertThat(ours.entrySet()).containsExactlyElementsOf(stateDict.entrySet());
    assertThat(golden.network().layout().length())
        .isEqualTo(offset)
        .isEqualTo(golden.numbers("values").length);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void inferredShapesAreThoseOfTheOutputs(GoldenCase golden) {
    List<String> ours =
        golden.network().nodes().stream().map(node -> node.output().sizes().toString()).toList();
    List<String> expected = new ArrayList<>();
    golden
        .expected()
        .required("shapes")
        .forEach(s -> expected.add(s.toString().replace(",", ", ")));
    assertThat(ours).isEqualTo(expected);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void outputsAndLossesAgreeInEvaluation(GoldenCase golden) {
    EvaluatedBatch evaluated = EvaluatedBatch.of(golden.network(), golden.batch().size());
    EvaluatedBatch predicted = EvaluatedBatch.of(golden.network(), golden.batch().size());
    try (GradientEngine engine = engine(golden)) {
      engine.evaluate(golden.batch(), evaluated);
      engine.predict(golden.batch(), predicted.outputs());
    }
    assertAgree("outputs", joined(evaluated.outputs()), golden.numbers("outputs"));
    assertAgree("predictions", joined(predicted.outputs()), golden.numbers("predictions"));
    assertAgree("losses", joined(evaluated.losses()), golden.numbers("losses"));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void lossGradientAndStatisticsAgreeInTraining(GoldenCase golden) {
    ParameterLayout layout = golden.network().layout();
    FlatMemory gradient = new FlatMemory(layout.length());
    float[] rubbish = new float[gradient.length()];
    Arrays.fill(rubbish, 17);
    gradient.put(0, rubbish, 0, rubbish.length);
    LossSum sum;
    try (GradientEngine engine = engine(golden)) {
      sum = engine.gradient(golden.batch(), gradient, 1);
    }
    double expectedLoss = golden.expected().required("trainLoss").doubleValue();
    assertThat(sum.loss()).isCloseTo(expectedLoss, within(RELATIVE * Math.abs(expectedLoss)));
    float[] ours = TestNetworks.values(gradient);
    float[] expected = Arrays.copyOf(golden.numbers("gradient"), layout.length());
    float[] statistics = golden.numbers("statistics");
    for (int i = 0; i < statistics.length; i++) {
      expected[layout.learned() + i] = (float) (statistics[i] * sum.weight());
    }
    for (ParameterLayout.Entry entry : layout.entries()) {
      assertAgree(
          entry.name(),
          Arrays.copyOfRange(ours, entry.offset(), entry.end()),
          Arrays.copyOfRange(expected, entry.offset(), entry.end()));
    }
  }

  private static GradientEngine engine(GoldenCase golden) {
    return new TorchProvider().open(golden.network(), golden.parameters());
  }

  private static float[] joined(float[][] arrays) {
    int length = Arrays.stream(arrays).mapToInt(array -> array.length).sum();
    float[] all = new float[length];
    int at = 0;
    for (float[] array : arrays) {
      System.arraycopy(array, 0, all, at, array.length);
      at += array.length;
    }
    return all;
  }

  private static void assertAgree(String tensor, float[] ours, float[] expected) {
    assertThat(ours).hasSameSizeAs(expected);
    double largest = 0;
    for (float value : expected) {
      largest = Math.max(largest, Math.abs(value));
    }
    for (int i = 0; i < ours.length; i++) {
      assertThat((double) ours[i])
          .as("%s[%s]", tensor, i)
          .isCloseTo(expected[i], within(RELATIVE * largest));
    }
  }
}
