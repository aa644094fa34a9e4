package io.github.bellows.worker.engine.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bellows.common.data.SampleBatch;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.loss.MeanSquaredError;
import io.github.bellows.common.model.Activation;
import io.github.bellows.common.model.Conv;
import io.github.bellows.common.model.Dense;
import io.github.bellows.common.model.Dropout;
import io.github.bellows.common.model.Extent;
import io.github.bellows.common.model.Flatten;
import io.github.bellows.common.model.Initialization;
import io.github.bellows.common.model.LayerSpec;
import io.github.bellows.common.model.ModelInput;
import io.github.bellows.common.model.ModelOutput;
import io.github.bellows.common.model.ModelSpec;
import io.github.bellows.common.model.NamedLayer;
import io.github.bellows.common.model.Network;
import io.github.bellows.common.model.Padding;
import io.github.bellows.common.model.Recurrent;
import io.github.bellows.common.model.Shape;
import io.github.bellows.common.model.SpatialDropout;
import io.github.bellows.common.model.Window;
import io.github.bellows.common.random.SeededRandom;
import io.github.bellows.worker.Batches;
import io.github.bellows.worker.TestNetworks;
import io.github.bellows.worker.engine.FlatMemory;
import io.github.bellows.worker.engine.GradientEngine;
import io.github.bellows.worker.engine.torch.GoldenCase;
import io.github.bellows.worker.engine.torch.LayerRow;
import io.github.bellows.worker.engine.torch.LayerRows;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every row of the layers, and every network with expected values, on both engines. */
class TwoEnginesTest {
  private static final int SAMPLES = 5;

  /** What Deeplearning4j cannot express, and how many rows show it. */
  private static final Map<String, Integer> REFUSED =
      Map.of(
          "convTranspose2d: outputPadding = [2, 1] above padding = [2, 0]", 1,
          "gru: it has no such layer", 6,
          "lpPool2d: p = 2.5 is not a whole number", 1,
          "upsample2d: mode = bilinear is not known", 1);

  static List<LayerRow> expressible() {
    return LayerRows.all().stream().filter(row -> reason(row.network()).isEmpty()).toList();
  }

  static List<GoldenCase> cases() {
    return GoldenCase.all().stream().filter(c -> reason(c.network()).isEmpty()).toList();
  }

  private static String reason(Network network) {
    try {
      new Dl4jProvider().requireExpressible(network);
      return "";
    } catch (TrainingException e) {
      return String.valueOf(e.getMessage()).replaceAll(".*\\((\\w+)\\): (.*)\\. Use .*", "$1: $2");
    }
  }

  @Test
  void whatCannotBeExpressedIsWhatIsKnown() {
    Map<String, Integer> refused = new TreeMap<>();
    for (LayerRow row : LayerRows.all()) {
      String reason = reason(row.network());
      if (!reason.isEmpty()) {
        refused.merge(reason, 1, Integer::sum);
      }
    }
    assertThat(refused).isEqualTo(REFUSED);
  }

  @ParameterizedTest
  @MethodSource("expressible")
  void layersAgree(LayerRow row) {
    Network network = behindALearnedLayer(row);
    SampleBatch batch = Batches.empty(network, SAMPLES);
    SeededRandom random = SeededRandom.of(4);
    float[] features = Batches.normal(random, SAMPLES * (int) network.features());
    if (row.indices() > 0) {
      for (int i = 0; i < features.length; i++) {
        features[i] = random.nextInt(row.indices());
      }
    }
    Batches.fill(batch, features, Batches.normal(random, SAMPLES * 2));
    TwoEngines.assertAgree(network, parameters(network), batch);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void networksAgree(GoldenCase golden) {
    TwoEngines.assertAgree(golden.network(), golden.parameters(), golden.batch());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "lstm: { units: 4, bidirectional: true, layers: 2 }",
        "lstm: { units: 4, return: mean }",
        "rnn: { units: 3, bidirectional: true, bias: false }",
        "lstm: { units: 4, return: sequence, bidirectional: true }, softmax: {}, rnn: { units: 3,"
            + " return: mean }"
      })
  void sequencesOfDifferentLengthsAgree(String layers) {
    Network network =
        TestNetworks.of(
            "{ input: [6, 3], variableLength: true, layers: [dense: { units: 4, activation: tanh"
                + " }, "
                + layers
                + ", dense: { units: 3 }] }");
    SampleBatch batch = Batches.random(network, SAMPLES, 4);
    for (int sample = 0; sample < SAMPLES; sample++) {
      for (int i = (int) batch.lengths().get(sample) * 3; i < 6 * 3; i++) {
        batch.features().put(sample * 6 * 3 + i, Float.NaN); // padding, which nothing may read
      }
    }
    TwoEngines.assertAgree(network, parameters(network), batch);
  }

  @Test
  void lengthsBeyondTheStepsAreErrors() {
    Network network =
        TestNetworks.of(
            "{ input: [6, 3], variableLength: true, layers: [lstm: { name: l, units: 2 }, dense: {"
                + " units: 3 }] }");
    SampleBatch batch = Batches.random(network, 2, 4);
    FlatMemory gradient = new FlatMemory(network.layout().length());
    try (GradientEngine engine = new Dl4jProvider().open(network, parameters(network))) {
      for (long wrong : new long[] {0, 7}) {
        batch.lengths().put(1, wrong);
        assertThatThrownBy(() -> engine.gradient(batch, gradient, 1))
            .isInstanceOf(TrainingException.class)
            .hasMessageStartingWith(
                "model.layers.l (lstm) length = " + wrong + ": must be at least 1 and at most 6");
      }
    }
  }

  /** Returns parameters that no rule of first values makes alike, and positive statistics. */
  static FlatMemory parameters(Network network) {
    SeededRandom random = SeededRandom.of(3);
    float[] values = Batches.normal(random, network.layout().length());
    for (int i = 0; i < values.length; i++) {
      boolean learned = i < network.layout().learned();
      values[i] = learned ? values[i] / 2 : Math.abs(values[i]) + 0.1f;
    }
    return TestNetworks.memory(values);
  }

  /**
   * Returns the row's network with layers in front that learn by what it passes back. They have no
   * bias: behind it, normalizations leave nothing but rounding of the gradient.
   */
  private static Network behindALearnedLayer(LayerRow row) {
    List<ModelInput> inputs = new ArrayList<>();
    List<NamedLayer> layers = new ArrayList<>();
    List<String> fronts = new ArrayList<>();
    for (int i = 0; i < row.inputs().size(); i++) {
      Shape shape = row.inputs().get(i);
      inputs.add(new ModelInput("in" + i, shape, false));
      if (row.indices() > 0) {
        fronts.add("in" + i);
      } else {
        layers.add(new NamedLayer("front" + i, List.of("in" + i), front(shape)));
        fronts.add("front" + i);
      }
    }
    // Masks differ between the engines: each draws from a generator of its own.
    layers.add(new NamedLayer("tested", fronts, withoutMasks(row.spec())));
    layers.add(new NamedLayer("flat", List.of(), new Flatten()));
    layers.add(new NamedLayer("head", List.of(), new Dense(2, true, new Activation.Identity())));
    ModelOutput output = new ModelOutput("head", new MeanSquaredError(), 1, null);
    return Network.of(new ModelSpec(inputs, layers, List.of(output)));
  }

  private static LayerSpec front(Shape shape) {
    Activation none = new Activation.Identity();
    if (shape.rank() == 1) {
      return new Dense(shape.size(0), false, none);
    }
    int dimensions = shape.rank() - 1;
    Extent one = Extent.of(dimensions, 1);
    Window window = new Window(one, one, Padding.of(dimensions, 0), one);
    return new Conv(shape.size(0), window, 1, false, none, Initialization.DEFAULT);
  }

  private static LayerSpec withoutMasks(LayerSpec spec) {
    if (spec instanceof Dropout) {
      return new Dropout(0);
    }
    if (spec instanceof SpatialDropout) {
      return new SpatialDropout(0);
    }
    if (spec instanceof Recurrent r) {
      Recurrent.Stack stack = new Recurrent.Stack(r.stack().layers(), r.stack().bidirectional(), 0);
      return new Recurrent(r.cell(), r.units(), r.bias(), stack, r.result(), r.initialization());
    }
    return spec;
  }

  @Test
  void anErrorNamesEveryLayerThatCannotBeExpressed() {
    Network network =
        TestNetworks.of(
            """
            input: [1, 4, 4]
            layers:
              - upsample2d: { name: up, factor: 2, mode: bilinear }
              - conv2d: { filters: 2, kernel: 1 }
              - lpPool2d: { name: norm, kernel: 2, p: 2.5 }
              - flatten
              - dense: { units: 3 }
            """);
    assertThatThrownBy(() -> new Dl4jProvider().open(network, parameters(network)))
        .isInstanceOfSatisfying(
            TrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION))
        .hasMessage(
            "cluster.engine = dl4j: cannot express model.layers.up (upsample2d): mode = bilinear"
                + " is not known; model.layers.norm (lpPool2d): p = 2.5 is not a whole number. Use"
                + " cluster.engine torch, or other layers.");
  }
}
