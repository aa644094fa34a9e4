package io.github.bellows.worker.engine.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.loss.BinaryCrossEntropy;
import io.github.bellows.common.loss.Hinge;
import io.github.bellows.common.loss.Loss;
import io.github.bellows.common.model.Network;
import io.github.bellows.common.model.Shape;
import io.github.bellows.worker.TestNetworks;
import io.github.bellows.worker.engine.EvaluatedBatch;
import java.io.IOException;
import java.io.InputStream;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The losses of the second engine against PyTorch's, from {@code scripts/golden}. */
class Dl4jLossesTest {
  /** Of the largest element of the same tensor. */
  private static final double RELATIVE = 1e-5;

  /** Outputs of a batch, their labels, and what PyTorch makes of them. */
  record Case(String name, JsonNode expected) {
    /** Returns a network with these outputs, which it does not compute. */
    Network network() {
      ObjectNode model = new ObjectMapper().createObjectNode();
      ObjectNode inputs = model.putObject("inputs");
      List<ObjectNode> layers = new ArrayList<>();
      List<ObjectNode> outputs = new ArrayList<>();
      for (JsonNode output : outputs()) {
        String name = "o" + outputs.size();
        inputs.set("i" + name, output.get("shape"));
        ObjectNode layer = new ObjectMapper().createObjectNode();
        layer.putObject("prelu").put("name", name).putArray("inputs").add("i" + name);
        layers.add(layer);
        ObjectNode described = new ObjectMapper().createObjectNode().put("layer", name);
        described.set("loss", output.get("loss"));
        outputs.add(described.put("weight", output.get("weight").asDouble()));
      }
      model.putArray("layers").addAll(layers);
      model.putArray("outputs").addAll(outputs);
      return TestNetworks.of(model.toString());
    }

    JsonNode outputs() {
      return expected.required("outputs");
    }

    int samples() {
      return expected.required("weights").size();
    }

    List<INDArray> values() {
      List<INDArray> values = new ArrayList<>();
      for (int i = 0; i < outputs().size(); i++) {
        Shape shape = network().outputs().get(i).shape();
        float[] flat = floats(outputs().get(i).get("values"));
        values.add(Nd4j.createFromArray(flat).reshape(shape.batched(samples())));
      }
      return values;
    }

    Dl4jTargets targets() {
      List<Dl4jTruth> truths = new ArrayList<>();
      for (JsonNode output : outputs()) {
        float[] labels = floats(output.get("labels"));
        int length = labels.length / samples();
        LongBuffer classes = LongBuffer.allocate(labels.length);
        for (float label : labels) {
          classes.put((long) label);
        }
        truths.add(
            output.get("classes").asBoolean()
                ? new Dl4jTruth(classes, null, length)
                : new Dl4jTruth(null, FloatBuffer.wrap(labels), length));
      }
      JsonNode weights = expected.required("sampleWeights");
      return new Dl4jTargets(
          samples(),
          truths,
          weights.isNull() ? null : FloatBuffer.wrap(floats(weights)),
          mixture());
    }

    private Dl4jTargets.@Nullable Mixture mixture() {
      JsonNode mixture = expected.path("mixture");
      if (mixture.isMissingNode()) {
        return null;
      }
      LongBuffer partners = LongBuffer.allocate(samples());
      mixture.get("partners").forEach(partner -> partners.put(partner.asLong()));
      return new Dl4jTargets.Mixture(partners, FloatBuffer.wrap(floats(mixture.get("shares"))));
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static List<Case> cases() throws IOException {
    try (InputStream file =
        Objects.requireNonNull(Dl4jLossesTest.class.getResourceAsStream("/golden/losses.json"))) {
      JsonNode all = new ObjectMapper().readTree(file).required("cases");
      List<Case> cases = new ArrayList<>();
      all.fieldNames().forEachRemaining(name -> cases.add(new Case(name, all.get(name))));
      return cases;
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void sumsAndDerivativesAgree(Case golden) {
    Dl4jObjective.Judged judged =
        new Dl4jObjective(golden.network()).judge(golden.values(), golden.targets());
    double loss = golden.expected.get("loss").asDouble();
    double weight = golden.expected.get("weight").asDouble();
    assertThat(judged.sum().loss()).isCloseTo(loss, within(RELATIVE * Math.abs(loss)));
    assertThat(judged.sum().weight()).isCloseTo(weight, within(RELATIVE * weight));
    for (int i = 0; i < golden.outputs().size(); i++) {
      float[] derivative = judged.derivatives().get(i).dup('c').data().asFloat();
      assertAgree("gradient", derivative, floats(golden.outputs().get(i).get("gradient")));
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void samplesAndPredictionsAgree(Case golden) {
    Network network = golden.network();
    EvaluatedBatch evaluated = EvaluatedBatch.of(network, golden.samples());
    EvaluatedBatch predicted = EvaluatedBatch.of(network, golden.samples());
    Dl4jObjective objective = new Dl4jObjective(network);
    objective.evaluate(golden.values(), golden.targets(), evaluated);
    for (int i = 0; i < golden.outputs().size(); i++) {
      JsonNode output = golden.outputs().get(i);
      objective.predict(i, golden.values().get(i), predicted.outputs()[i]);
      assertAgree("outputs", evaluated.outputs()[i], floats(output.get("values")));
      assertAgree("losses", evaluated.losses()[i], floats(output.get("losses")));
      assertAgree("predictions", predicted.outputs()[i], floats(output.get("predictions")));
    }
    assertAgree("weights", evaluated.weights(), floats(golden.expected.get("weights")));
  }

  @Test
  void labelsThatALossCannotReadAreErrors() {
    assertRefused(new BinaryCrossEntropy(), 1.5f, "binaryCrossEntropy", "in [0, 1]", "gets 1.5");
    assertRefused(new BinaryCrossEntropy(), Float.NaN, "binaryCrossEntropy", "gets NaN");
    assertRefused(new Hinge(), 0.5f, "hinge", "-1 and 1", "gets 0.5");
  }

  private static void assertRefused(Loss loss, float label, String... words) {
    Dl4jLosses.SampleLoss formula = Dl4jLosses.of(loss, Shape.of(1));
    Dl4jTruth truth = new Dl4jTruth(null, FloatBuffer.wrap(new float[] {label}), 1);
    assertThatThrownBy(() -> formula.of(new double[] {1}, truth, 0, new double[1]))
        .isInstanceOf(TrainingException.class)
        .hasMessageContainingAll(words);
  }

  private static float[] floats(JsonNode array) {
    float[] values = new float[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = array.get(i).floatValue();
    }
    return values;
  }

  private static void assertAgree(String what, float[] ours, float[] expected) {
    assertThat(ours).hasSameSizeAs(expected);
    double largest = 0;
    for (float value : expected) {
      largest = Math.max(largest, Math.abs(value));
    }
    for (int i = 0; i < ours.length; i++) {
      assertThat((double) ours[i])
          .as("%s[%s]", what, i)
          .isCloseTo(expected[i], within(RELATIVE * largest));
    }
  }
}
