package io.github.bellows.worker.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.bellows.common.data.SampleBatch;
import io.github.bellows.common.model.Network;
import io.github.bellows.common.model.ParameterLayout;
import io.github.bellows.worker.Batches;
import io.github.bellows.worker.TestNetworks;
import io.github.bellows.worker.engine.FlatMemory;
import io.github.bellows.worker.engine.GradientEngine;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Layers, activations and losses, against PyTorch's (scripts/golden/layers.py). */
class LayersGoldenTest {
  /** Of the largest element of the same tensor; ours is fp32, the expected value float64. */
  private static final double RELATIVE = 1e-5;

  /** One network, its samples, and what PyTorch makes of them. */
  record Case(String name, JsonNode expected, Network network, SampleBatch batch) {
    static Case of(String name, JsonNode expected) {
      Network network = TestNetworks.of(expected.required("model").toString());
      float[] features = floats(expected.required("features"));
      int samples = features.length / (int) network.spec().input().elements();
      // Room for more samples than there are: what lies behind them must not count.
      SampleBatch batch = Batches.random(network, samples + 2, 1);
      batch.clear();
      Batches.fill(batch, features, floats(expected.required("labels")));
      return new Case(name, expected, network, batch);
    }

    float[] numbers(String key) {
      return floats(expected.required(key));
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static List<Case> cases() throws IOException {
    try (InputStream file =
        Objects.requireNonNull(LayersGoldenTest.class.getResourceAsStream("/golden/layers.json"))) {
      JsonNode all = new ObjectMapper().readTree(file).required("cases");
      List<Case> cases = new ArrayList<>();
      all.fieldNames().forEachRemaining(name -> cases.add(Case.of(name, all.get(name))));
      return cases;
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void namesAndShapesAreThoseOfTheStateDict(Case golden) {
    Map<String, String> ours = new LinkedHashMap<>();
    int offset = 0;
    for (ParameterLayout.Entry entry : golden.network.layout().entries()) {
      ours.put(entry.name(), entry.spec().shape().sizes().toString());
      assertThat(entry.offset()).isEqualTo(offset);
      offset = entry.end();
    }
    Map<String, String> stateDict = new LinkedHashMap<>();
    JsonNode tensors = golden.expected.required("parameters");
    tensors
        .fieldNames()
        .forEachRemaining(
            name -> stateDict.put(name, tensors.get(name).toString().replace(",", ", ")));
    assertThat(ours.entrySet()).containsExactlyElementsOf(stateDict.entrySet());
    assertThat(golden.network.layout().length())
        .isEqualTo(offset)
        .isEqualTo(golden.numbers("values").length);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void inferredShapesAreThoseOfTheOutputs(Case golden) {
    List<String> ours =
        golden.network.nodes().stream().map(node -> node.output().sizes().toString()).toList();
    List<String> expected = new ArrayList<>();
    golden.expected.required("shapes").forEach(s -> expected.add(s.toString().replace(",", ", ")));
    assertThat(ours).isEqualTo(expected);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void outputsAndLossesAgree(Case golden) {
    float[] outputs = new float[golden.numbers("outputs").length];
    float[] predictions = new float[outputs.length];
    float[] losses = new float[golden.batch.size()];
    try (GradientEngine engine = engine(golden)) {
      engine.evaluate(golden.batch, outputs, losses);
      engine.predict(golden.batch, predictions);
    }
    assertAgree("outputs", outputs, golden.numbers("outputs"));
    assertAgree("predictions", predictions, golden.numbers("predictions"));
    assertAgree("losses", losses, golden.numbers("losses"));
  }

  /** In training mode dropout has masks of its own; see TorchDropoutTest. */
  static List<Case> casesWithoutDropout() throws IOException {
    return cases().stream().filter(golden -> !golden.name.equals("dropout")).toList();
  }

  @ParameterizedTest
  @MethodSource("casesWithoutDropout")
  void gradientAndSummedLossAgree(Case golden) {
    FlatMemory gradient = new FlatMemory(golden.network.layout().length());
    float[] rubbish = new float[gradient.length()];
    Arrays.fill(rubbish, 17);
    gradient.put(0, rubbish, 0, rubbish.length);
    double loss;
    try (GradientEngine engine = engine(golden)) {
      loss = engine.gradient(golden.batch, gradient, 1);
    }
    double expectedLoss = 0;
    for (float each : golden.numbers("losses")) {
      expectedLoss += each;
    }
    assertThat(loss).isCloseTo(expectedLoss, within(RELATIVE * expectedLoss));
    float[] ours = TestNetworks.values(gradient);
    float[] expected = golden.numbers("gradient");
    for (ParameterLayout.Entry entry : golden.network.layout().entries()) {
      assertAgree(
          entry.name(),
          Arrays.copyOfRange(ours, entry.offset(), entry.end()),
          Arrays.copyOfRange(expected, entry.offset(), entry.end()));
    }
  }

  private static GradientEngine engine(Case golden) {
    return new TorchProvider().open(golden.network, TestNetworks.memory(golden.numbers("values")));
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

  private static float[] floats(JsonNode array) {
    float[] values = new float[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = array.get(i).floatValue();
    }
    return values;
  }
}
