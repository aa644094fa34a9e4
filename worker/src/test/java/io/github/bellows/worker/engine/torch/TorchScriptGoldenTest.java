package io.github.bellows.worker.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.bellows.common.config.ModelYaml;
import io.github.bellows.common.data.SampleBatch;
import io.github.bellows.common.loss.MeanSquaredError;
import io.github.bellows.common.model.ModelInput;
import io.github.bellows.common.model.ModelOutput;
import io.github.bellows.common.model.Network;
import io.github.bellows.common.model.ParameterLayout;
import io.github.bellows.common.model.Shape;
import io.github.bellows.worker.Batches;
import io.github.bellows.worker.TestNetworks;
import io.github.bellows.worker.engine.EvaluatedBatch;
import io.github.bellows.worker.engine.FlatMemory;
import io.github.bellows.worker.engine.GradientEngine;
import io.github.bellows.worker.engine.LossSum;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** TorchScript modules against what they give in PyTorch (scripts/golden/torchscript.py). */
class TorchScriptGoldenTest {
  private static final double RELATIVE = 1e-5;

  /** A module, its samples and what PyTorch makes of them. */
  record Case(String name, JsonNode expected, Network network) {
    SampleBatch batch() {
      float[] labels = floats(expected.get("labels"));
      float[] features = floats(expected.get("features"));
      SampleBatch batch = Batches.empty(network, 5);
      Batches.fill(batch, features, labels);
      return batch;
    }

    GradientEngine engine() {
      return new TorchProvider().open(network, TestNetworks.parameters(network, 1));
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static JsonNode golden() {
    try (InputStream file =
        Objects.requireNonNull(Modules.class.getResourceAsStream("/golden/torchscript.json"))) {
      return new ObjectMapper().readTree(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  static List<Case> cases() {
    JsonNode all = golden().required("cases");
    List<Case> cases = new ArrayList<>();
    all.fieldNames().forEachRemaining(name -> cases.add(read(name, all.get(name))));
    return cases;
  }

  private static Case read(String name, JsonNode expected) {
    String yaml = expected.required("model").toString();
    return new Case(name, expected, Network.of(ModelYaml.read(yaml, name, Modules.FILES)));
  }

  private static Case only(String name) {
    return cases().stream().filter(c -> c.name.equals(name)).findFirst().orElseThrow();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void tensorsAreThoseOfTheStateDict(Case golden) {
    ParameterLayout layout = golden.network.layout();
    Map<String, String> ours = new HashMap<>();
    layout.learnedEntries().forEach(e -> ours.put(e.name(), e.spec().shape().sizes().toString()));
    Map<String, String> expected = new HashMap<>();
    JsonNode shapes = golden.expected.get("shapes");
    shapes
        .fieldNames()
        .forEachRemaining(n -> expected.put(n, shapes.get(n).toString().replace(",", ", ")));
    assertThat(ours).isEqualTo(expected);
    List<String> statistics = new ArrayList<>();
    golden.expected.get("statistics").fieldNames().forEachRemaining(statistics::add);
    assertThat(layout.statistics().stream().map(ParameterLayout.Entry::name))
        .containsExactlyInAnyOrderElementsOf(statistics);
    List<String> stateDict = new ArrayList<>();
    golden.expected.get("stateDict").forEach(name -> stateDict.add(name.asText()));
    assertThat(stateDict).containsAll(layout.entries().stream().map(e -> e.name()).toList());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void outputsAndLossesAgreeInEvaluation(Case golden) {
    EvaluatedBatch evaluated = EvaluatedBatch.of(golden.network, 4);
    try (GradientEngine engine = golden.engine()) {
      engine.evaluate(golden.batch(), evaluated);
    }
    assertAgree("outputs", evaluated.outputs()[0], floats(golden.expected.get("outputs")));
    assertAgree("losses", evaluated.losses()[0], floats(golden.expected.get("losses")));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void lossGradientAndStatisticsAgreeInTraining(Case golden) {
    FlatMemory gradient = new FlatMemory(golden.network.layout().length());
    try (GradientEngine engine = golden.engine()) {
      // Twice, since a second pass must not see what the first one left.
      for (int pass = 0; pass < 2; pass++) {
        LossSum sum = engine.gradient(golden.batch(), gradient, pass);
        double loss = golden.expected.get("loss").doubleValue();
        assertThat(sum.loss()).isCloseTo(loss, within(RELATIVE * loss));
        assertThat(sum.weight()).isEqualTo(4);
        assertTensors(golden, TestNetworks.values(gradient));
      }
    }
  }

  private static void assertTensors(Case golden, float[] ours) {
    ParameterLayout layout = golden.network.layout();
    for (ParameterLayout.Entry entry : layout.learnedEntries()) {
      assertAgree(
          entry.name(),
          Arrays.copyOfRange(ours, entry.offset(), entry.end()),
          floats(golden.expected.get("gradients").required(entry.name())));
    }
    for (ParameterLayout.Entry entry : layout.statistics()) {
      float[] sums = floats(golden.expected.get("statistics").required(entry.name()));
      for (int i = 0; i < sums.length; i++) {
        sums[i] *= 4;
      }
      assertAgree(entry.name(), Arrays.copyOfRange(ours, entry.offset(), entry.end()), sums);
    }
  }

  /** The same network in our own words, on the module's parameters. */
  @Test
  void theSameNetworkOfLayersGivesTheSame() {
    assertSame(
        only("mlp"),
        """
        input: [5]
        layers:
          - dense: { name: hidden, units: 6, activation: relu }
          - dense: { name: out, units: 3 }
        """);
  }

  private static void assertSame(Case module, String yaml) {
    Network layers = TestNetworks.of(yaml);
    ParameterLayout layout = layers.layout();
    assertThat(layout.entries().stream().map(ParameterLayout.Entry::name))
        .containsExactlyElementsOf(
            module.network.layout().entries().stream().map(ParameterLayout.Entry::name).toList());
    FlatMemory parameters = TestNetworks.parameters(module.network, 1);
    FlatMemory ours = new FlatMemory(layout.length());
    FlatMemory theirs = new FlatMemory(layout.length());
    try (GradientEngine engine = new TorchProvider().open(layers, parameters);
        GradientEngine loaded = module.engine()) {
      LossSum one = engine.gradient(module.batch(), ours, 1);
      LossSum two = loaded.gradient(module.batch(), theirs, 1);
      assertThat(two.loss()).isCloseTo(one.loss(), within(1e-6 * one.loss()));
    }
    assertAgree("gradient", TestNetworks.values(theirs), TestNetworks.values(ours));
  }

  @Test
  void severalOutputsComeApart() {
    JsonNode expected = golden().required("heads");
    List<ModelOutput> outputs =
        List.of(
            new ModelOutput("image", new MeanSquaredError(), 1, null),
            new ModelOutput("number", new MeanSquaredError(), 1, null));
    Network network =
        Network.of(
            Modules.of("heads", Shape.of(4)).spec(List.of(ModelInput.only(Shape.of(4))), outputs));
    SampleBatch batch = Batches.empty(network, 4);
    Batches.fill(batch, floats(expected.get("features")), new float[4 * 6]);
    Map<String, float[]> made = new LinkedHashMap<>();
    made.put("image", new float[4 * 6]);
    made.put("number", new float[4]);
    try (GradientEngine engine =
        new TorchProvider().open(network, TestNetworks.parameters(network, 1))) {
      engine.predict(batch, made.values().toArray(float[][]::new));
    }
    made.forEach((name, values) -> assertAgree(name, values, floats(expected.get(name))));
  }

  private static void assertAgree(String tensor, float[] ours, float[] expected) {
    assertThat(ours).as(tensor).hasSameSizeAs(expected);
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
