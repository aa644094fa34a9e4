package io.github.bellows.common.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bellows.common.loss.CrossEntropy;
import io.github.bellows.common.loss.MeanSquaredError;
import io.github.bellows.common.model.Activation;
import io.github.bellows.common.model.ActivationLayer;
import io.github.bellows.common.model.Conv;
import io.github.bellows.common.model.Dense;
import io.github.bellows.common.model.Dropout;
import io.github.bellows.common.model.Extent;
import io.github.bellows.common.model.Flatten;
import io.github.bellows.common.model.Initialization;
import io.github.bellows.common.model.LayerSpec;
import io.github.bellows.common.model.ModelSpec;
import io.github.bellows.common.model.NamedLayer;
import io.github.bellows.common.model.Padding;
import io.github.bellows.common.model.Pool;
import io.github.bellows.common.model.Shape;
import io.github.bellows.common.model.Window;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ModelYamlTest {
  private static final Activation IDENTITY = new Activation.Identity();

  /** YAML of a layer and what it means: every kind, every option. */
  static List<Arguments> layers() {
    return List.of(
        Arguments.of("dense: { units: 3 }", new Dense(3, true, IDENTITY)),
        Arguments.of(
            "dense: { units: 3, bias: false, activation: relu }",
            new Dense(3, false, new Activation.Relu())),
        Arguments.of(
            "dense: { units: 3, activation: { leakyRelu: { slope: 0.1 } } }",
            new Dense(3, true, new Activation.LeakyRelu(0.1))),
        Arguments.of(
            "dense: { units: 3, activation: leakyRelu }",
            new Dense(3, true, new Activation.LeakyRelu(0.01))),
        Arguments.of(
            "dense: { units: 3, activation: tanh }", new Dense(3, true, new Activation.Tanh())),
        Arguments.of(
            "dense: { units: 3, activation: sigmoid }",
            new Dense(3, true, new Activation.Sigmoid())),
        Arguments.of(
            "conv2d: { filters: 2, kernel: 5 }", conv(window(size(5), size(1), 0, size(1)))),
        Arguments.of(
            "conv2d: { filters: 2, kernel: [3, 5], stride: [1, 2], padding: 1, dilation: [2, 1] }",
            conv(window(size(3, 5), size(1, 2), 1, size(2, 1)))),
        Arguments.of(
            "conv2d: { filters: 2, kernel: [3, 5], padding: same }",
            conv(new Window(size(3, 5), size(1), Padding.both(size(1, 2)), size(1)))),
        Arguments.of(
            "conv2d: { filters: 2, kernel: 3, padding: same, dilation: 2 }",
            conv(window(size(3), size(1), 2, size(2)))),
        Arguments.of(
            "conv2d: { filters: 2, kernel: 3, padding: valid }",
            conv(window(size(3), size(1), 0, size(1)))),
        Arguments.of(
            "conv2d: { filters: 2, kernel: 1, bias: false, activation: relu }",
            new Conv(
                2,
                window(size(1), size(1), 0, size(1)),
                1,
                false,
                new Activation.Relu(),
                Initialization.DEFAULT)),
        Arguments.of(
            "maxPool2d: { kernel: [2, 3] }",
            new Pool(window(size(2, 3), size(2, 3), 0, size(1)), Pool.Reduction.MAX)),
        Arguments.of(
            "maxPool2d: { kernel: 3, stride: 1, padding: 1, dilation: 2 }",
            new Pool(window(size(3), size(1), 1, size(2)), Pool.Reduction.MAX)),
        Arguments.of(
            "avgPool2d: { kernel: 2, stride: 1 }",
            new Pool(window(size(2), size(1), 0, size(1)), Pool.Reduction.AVERAGE)),
        Arguments.of("flatten", new Flatten()),
        Arguments.of("dropout: { rate: 0.25 }", new Dropout(0.25)),
        Arguments.of("identity", new ActivationLayer(IDENTITY)),
        Arguments.of("relu", new ActivationLayer(new Activation.Relu())),
        Arguments.of("leakyRelu", new ActivationLayer(new Activation.LeakyRelu(0.01))),
        Arguments.of(
            "leakyRelu: { slope: -0.5 }", new ActivationLayer(new Activation.LeakyRelu(-0.5))),
        Arguments.of("tanh: {}", new ActivationLayer(new Activation.Tanh())),
        Arguments.of("sigmoid:", new ActivationLayer(new Activation.Sigmoid())));
  }

  private static Extent size(int all) {
    return Extent.of(2, all);
  }

  private static Extent size(int height, int width) {
    return new Extent(List.of(height, width));
  }

  private static Window window(Extent kernel, Extent stride, int padding, Extent dilation) {
    return new Window(kernel, stride, Padding.of(2, padding), dilation);
  }

  private static Conv conv(Window window) {
    return new Conv(2, window, 1, true, IDENTITY, Initialization.DEFAULT);
  }

  @ParameterizedTest
  @MethodSource("layers")
  void readsEachLayer(String yaml, LayerSpec expected) {
    String text = "input: [1, 9, 9]\nloss: crossEntropy\nlayers:\n  - " + yaml + "\n";
    assertThat(ModelYaml.read(text, "model.yaml").layers())
        .containsExactly(new NamedLayer(expected.kind() + "1", List.of(), expected));
  }

  @ParameterizedTest
  @MethodSource("layers")
  void writesEachLayerSoThatItReadsBackEqual(String yaml, LayerSpec layer) {
    ModelSpec spec =
        new ModelSpec(
            Shape.of(3, 32, 32),
            List.of(
                new NamedLayer("a", List.of(), layer), new NamedLayer("b", List.of("a"), layer)),
            new MeanSquaredError());
    assertThat(ModelYaml.read(ModelYaml.write(spec), "model.yaml")).isEqualTo(spec);
  }

  /** Every layer of the catalogue, with every option it has. */
  static List<Arguments> catalogue() {
    Node layers = Configs.reference(1).entries().get("layers");
    return ((Node.Mapping) Objects.requireNonNull(layers))
        .entries().entrySet().stream()
            .map(layer -> Arguments.of(layer.getKey(), layer.getValue().flow()))
            .toList();
  }

  @ParameterizedTest
  @MethodSource("catalogue")
  void everyLayerOfTheCatalogueReadsBackEqual(String kind, String options) {
    ModelSpec spec =
        ModelYaml.read("input: [1]\nlayers:\n  - " + kind + ": " + options + "\n", "m");
    assertThat(spec.layers().get(0).spec().kind()).isEqualTo(kind);
    assertThat(ModelYaml.read(ModelYaml.write(spec), "m")).isEqualTo(spec);
  }

  @Test
  void numbersTheLayersOfAKindThatHaveNoName() {
    String text =
        """
        input: [4]
        layers:
          - dense: { units: 4 }
          - relu
          - dense: { name: middle, units: 4 }
          - relu:
          - dense: { units: 4, inputs: [relu1] }
        """;
    assertThat(ModelYaml.read(text, "m").layers().stream().map(NamedLayer::name))
        .containsExactly("dense1", "relu1", "middle", "relu2", "dense3");
    assertThat(ModelYaml.read(text, "m").layers().get(4).inputs()).containsExactly("relu1");
  }

  @Test
  void writesPlainText() {
    ModelSpec spec =
        new ModelSpec(
            Shape.of(1, 8, 8),
            List.of(
                new NamedLayer(
                    "c1",
                    List.of(),
                    new Conv(
                        2,
                        window(size(3, 5), size(1), 0, size(1)),
                        1,
                        true,
                        new Activation.LeakyRelu(0.1),
                        Initialization.DEFAULT)),
                new NamedLayer("flat", List.of(), new Flatten())),
            CrossEntropy.PLAIN);
    assertThat(ModelYaml.write(spec))
        .isEqualTo(
            """
            input: [1, 8, 8]
            layers:
              - conv2d:
                  name: c1
                  filters: 2
                  kernel: [3, 5]
                  stride: 1
                  padding: 0
                  dilation: 1
                  groups: 1
                  bias: true
                  activation:
                    leakyRelu:
                      slope: 0.1
              - flatten:
                  name: flat
            loss: crossEntropy
            """);
  }

  @Test
  void readsWhatTheFirstReleaseWrote() {
    ModelSpec read =
        ModelYaml.read(
            """
            input: [1, 8, 8]
            layers:
              - conv2d:
                  name: c1
                  filters: 2
                  kernel: [3, 5]
                  stride: 1
                  padding: 0
                  dilation: 1
                  bias: true
                  activation:
                    leakyRelu:
                      slope: 0.1
              - flatten:
                  name: flat
            loss: crossEntropy
            """,
            "m");
    assertThat(read.layers().get(0).spec())
        .isEqualTo(
            new Conv(
                2,
                window(size(3, 5), size(1), 0, size(1)),
                1,
                true,
                new Activation.LeakyRelu(0.1),
                Initialization.DEFAULT));
    assertThat(read.outputs()).containsExactly(ModelSpec.last(read.layers(), CrossEntropy.PLAIN));
    assertThat(read.inputs().get(0).variableLength()).isFalse();
  }

  @Test
  void reportsAllThatIsWrong() {
    assertThatThrownBy(
            () -> ModelYaml.read("layers: [dens: {units: 3}]\nlos: crossEntropy\n", "m/model.yaml"))
        .hasMessage(
            """
            3 errors in the configuration:
              layers.0.dens: is no layer of this version. Did you mean dense? (m/model.yaml:1)
              los = crossEntropy: unknown key. Did you mean loss? (m/model.yaml:2)
              input: is required. Write for example input: [1, 28, 28]. (m/model.yaml)""");
  }
}
