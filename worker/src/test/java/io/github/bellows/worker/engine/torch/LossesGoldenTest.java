package io.github.bellows.worker.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.bellows.common.loss.Loss;
import io.github.bellows.common.loss.OwnLoss;
import io.github.bellows.common.model.Network;
import io.github.bellows.worker.TestNetworks;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Losses of given outputs, against PyTorch's (scripts/golden/losses.py) and against central
 * differences.
 */
class LossesGoldenTest {
  /** Of the largest element of the same tensor; ours is fp32, the expected value float64. */
  private static final double RELATIVE = 1e-5;

  /** In fp64 a difference over 2h is good to about 1e-16 / h + h². */
  private static final double STEP = 1e-5;

  private static final double TOLERANCE = 1e-8;

  /** Outputs of a batch, their labels, and what PyTorch makes of them. */
  record Case(String name, JsonNode expected) {
    /** Returns a network with these outputs, which it does not compute. */
    Network network() {
      ObjectMapper mapper = new ObjectMapper();
      ObjectNode model = mapper.createObjectNode();
      ObjectNode inputs = model.putObject("inputs");
      List<ObjectNode> layers = new ArrayList<>();
      List<ObjectNode> outputs = new ArrayList<>();
      for (JsonNode output : outputs()) {
        String name = "o" + outputs.size();
        inputs.set("i" + name, output.get("shape"));
        ObjectNode layer = mapper.createObjectNode();
        layer.putObject("prelu").put("name", name).putArray("inputs").add("i" + name);
        layers.add(layer);
        ObjectNode described = mapper.createObjectNode().put("layer", name);
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

    /** Returns the values of the outputs as leaves of an element type. */
    List<Tensor> values(torch.ScalarType type) {
      List<Tensor> values = new ArrayList<>();
      for (JsonNode output : outputs()) {
        Tensor flat = Tensor.create(doubles(output.get("values"))).to(type);
        long[] shape = new long[output.get("shape").size() + 1];
        shape[0] = samples();
        for (int d = 1; d < shape.length; d++) {
          shape[d] = output.get("shape").get(d - 1).asLong();
        }
        values.add(flat.reshape(shape).detach().set_requires_grad(true));
      }
      return values;
    }

    TorchTargets targets(torch.ScalarType type) {
      List<TorchLabels> labels = new ArrayList<>();
      for (JsonNode output : outputs()) {
        boolean classes = output.get("classes").asBoolean();
        Tensor flat = Tensor.create(doubles(output.get("labels")));
        Tensor stored = flat.to(classes ? torch.ScalarType.Long : torch.ScalarType.Float);
        labels.add(new TorchLabels(stored.reshape(samples(), -1), classes));
      }
      JsonNode weights = expected.required("sampleWeights");
      return new TorchTargets(
          labels, weights.isNull() ? null : Tensor.create(doubles(weights)).to(type), mixture());
    }

    private TorchTargets.@Nullable Mixture mixture() {
      JsonNode mixture = expected.path("mixture");
      if (mixture.isMissingNode()) {
        return null;
      }
      Tensor partners = Tensor.create(doubles(mixture.get("partners")));
      Tensor shares = Tensor.create(doubles(mixture.get("shares")));
      return new TorchTargets.Mixture(
          partners.to(torch.ScalarType.Long), shares.to(torch.ScalarType.Float));
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static List<Case> cases() throws IOException {
    try (InputStream file =
        Objects.requireNonNull(LossesGoldenTest.class.getResourceAsStream("/golden/losses.json"))) {
      JsonNode all = new ObjectMapper().readTree(file).required("cases");
      List<Case> cases = new ArrayList<>();
      all.fieldNames().forEachRemaining(name -> cases.add(new Case(name, all.get(name))));
      return cases;
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void sumsAndGradientsAgree(Case golden) {
    try (PointerScope scope = new PointerScope()) {
      List<Tensor> values = golden.values(torch.ScalarType.Float);
      TorchObjective.Total total =
          new TorchObjective(golden.network()).sum(values, golden.targets(torch.ScalarType.Float));
      double loss = golden.expected.get("loss").asDouble();
      double weight = golden.expected.get("weight").asDouble();
      assertThat(total.loss().item_double()).isCloseTo(loss, within(RELATIVE * Math.abs(loss)));
      assertThat(total.weight()).isCloseTo(weight, within(RELATIVE * weight));
      JsonNode mean = golden.expected.get("mean");
      if (!mean.isNull()) {
        assertThat(total.loss().item_double() / total.weight())
            .as("mean")
            .isCloseTo(mean.asDouble(), within(RELATIVE * mean.asDouble()));
      }
      total.loss().backward();
      for (int i = 0; i < values.size(); i++) {
        assertAgree("gradient", values.get(i).grad(), golden.outputs().get(i).get("gradient"));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void samplesAndPredictionsAgree(Case golden) {
    try (PointerScope scope = new PointerScope()) {
      List<Tensor> values = golden.values(torch.ScalarType.Float);
      TorchObjective objective = new TorchObjective(golden.network());
      TorchObjective.Samples samples =
          objective.perSample(values, golden.targets(torch.ScalarType.Float));
      for (int i = 0; i < values.size(); i++) {
        JsonNode output = golden.outputs().get(i);
        assertAgree("losses", samples.losses().get(i), output.get("losses"));
        assertAgree(
            "predictions", objective.prediction(i, values.get(i)), output.get("predictions"));
      }
      Tensor weights = samples.weights();
      assertAgree(
          "weights",
          weights == null ? torch.ones(golden.samples()) : weights,
          golden.expected.get("weights"));
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void gradientsAreTheSlopesOfTheSummedLoss(Case golden) {
    try (PointerScope scope = new PointerScope()) {
      List<Tensor> values = golden.values(torch.ScalarType.Double);
      TorchTargets targets = golden.targets(torch.ScalarType.Double);
      TorchObjective objective = new TorchObjective(golden.network());
      objective.sum(values, targets).loss().backward();
      for (int output = 0; output < values.size(); output++) {
        Tensor flat = values.get(output).detach().view(-1);
        double[] slopes = array(values.get(output).grad());
        for (int i = 0; i < slopes.length; i++) {
          Tensor element = flat.narrow(0, i, 1);
          double value = element.item_double();
          double above = lossAt(objective, values, targets, element, value + STEP);
          double below = lossAt(objective, values, targets, element, value - STEP);
          lossAt(objective, values, targets, element, value);
          assertThat(slopes[i])
              .as("output %s, element %s", output, i)
              .isCloseTo((above - below) / (2 * STEP), within(TOLERANCE));
        }
      }
    }
  }

  private static double lossAt(
      TorchObjective objective,
      List<Tensor> values,
      TorchTargets targets,
      Tensor element,
      double value) {
    element.fill_(new Scalar(value));
    return objective.sum(values, targets).loss().item_double();
  }

  @Test
  void everyLossHasACase() throws IOException {
    Stream<Class<?>> kinds =
        cases().stream()
            .flatMap(golden -> golden.network().outputs().stream())
            .map(output -> output.spec().loss().getClass());
    assertThat(kinds.distinct())
        .doesNotContain(OwnLoss.class) // which engine torch never computes
        .hasSize(Loss.class.getPermittedSubclasses().length - 1);
  }

  private static void assertAgree(String what, Tensor ours, JsonNode expected) {
    double[] actual = array(ours);
    double[] wanted = doubles(expected);
    assertThat(actual).hasSameSizeAs(wanted);
    double largest = 0;
    for (double value : wanted) {
      largest = Math.max(largest, Math.abs(value));
    }
    for (int i = 0; i < actual.length; i++) {
      assertThat(actual[i]).as("%s[%s]", what, i).isCloseTo(wanted[i], within(RELATIVE * largest));
    }
  }

  private static double[] array(Tensor tensor) {
    Tensor doubles = tensor.detach().to(torch.ScalarType.Double).contiguous();
    double[] values = new double[(int) doubles.numel()];
    doubles.data_ptr_double().get(values);
    return values;
  }

  private static double[] doubles(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false)
        .mapToDouble(JsonNode::asDouble)
        .toArray();
  }
}
