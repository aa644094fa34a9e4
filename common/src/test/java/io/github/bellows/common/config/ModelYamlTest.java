package io.github.bellows.common.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bellows.common.model.Activation;
import io.github.bellows.common.model.ActivationLayer;
import io.github.bellows.common.model.Conv2d;
import io.github.bellows.common.model.Dense;
import io.github.bellows.common.model.Dropout;
import io.github.bellows.common.model.Flatten;
import io.github.bellows.common.model.LayerSpec;
import io.github.bellows.common.model.Loss;
import io.github.bellows.common.model.ModelSpec;
import io.github.bellows.common.model.NamedLayer;
import io.github.bellows.common.model.Pool2d;
import io.github.bellows.common.model.Shape;
import io.github.bellows.common.model.Window2d;
import io.github.bellows.common.model.Window2d.Pair;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ModelYamlTest {
  private static final Activation IDENTITY = new Activation.Identity();
  private static final Pair ONE = Pair.square(1);

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
            "conv2d: { filters: 2, kernel: 5 }",
            conv(new Window2d(Pair.square(5), ONE, Pair.square(0), ONE))),
        Arguments.of(
            "conv2d: { filters: 2, kernel: [3, 5], stride: [1, 2], padding: 1, dilation: [2, 1] }",
            conv(new Window2d(new Pair(3, 5), new Pair(1, 2), ONE, new Pair(2, 1)))),
        Arguments.of(
            "conv2d: { filters: 2, kernel: [3, 5], padding: same }",
            conv(new Window2d(new Pair(3, 5), ONE, new Pair(1, 2), ONE))),
        Arguments.of(
            "conv2d: { filters: 2, kernel: 3, padding: same, dilation: 2 }",
            conv(new Window2d(Pair.square(3), ONE, Pair.square(2), Pair.square(2)))),
        Arguments.of(
            "conv2d: { filters: 2, kernel: 3, padding: valid }",
            conv(new Window2d(Pair.square(3), ONE, Pair.square(0), ONE))),
        Arguments.of(
            "conv2d: { filters: 2, kernel: 1, bias: false, activation: relu }",
            new Conv2d(
                2, new Window2d(ONE, ONE, Pair.square(0), ONE), false, new Activation.Relu())),
        Arguments.of(
            "maxPool2d: { kernel: [2, 3] }",
            new Pool2d(
                new Window2d(new Pair(2, 3), new Pair(2, 3), Pair.square(0), ONE),
                Pool2d.Reduction.MAX)),
        Arguments.of(
            "maxPool2d: { kernel: 3, stride: 1, padding: 1, dilation: 2 }",
            new Pool2d(
                new Window2d(Pair.square(3), ONE, ONE, Pair.square(2)), Pool2d.Reduction.MAX)),
        Arguments.of(
            "avgPool2d: { kernel: 2, stride: 1 }",
            new Pool2d(
                new Window2d(Pair.square(2), ONE, Pair.square(0), ONE), Pool2d.Reduction.AVERAGE)),
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

  private static Conv2d conv(Window2d window) {
    return new Conv2d(2, window, true, IDENTITY);
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
            Loss.MEAN_SQUARED_ERROR);
    assertThat(ModelYaml.read(ModelYaml.write(spec), "model.yaml")).isEqualTo(spec);
  }

  @Test
  void everyLayerAndActivationIsInTheTable() {
    List<LayerSpec> all =
        layers().stream().map(row -> row.get()[1]).map(LayerSpec.class::cast).toList();
    assertThat(all.stream().map(Object::getClass).collect(Collectors.toSet()))
        .containsExactlyInAnyOrder(LayerSpec.class.getPermittedSubclasses());
    Set<Class<?>> activations = new HashSet<>();
    all.stream()
        .filter(ActivationLayer.class::isInstance)
        .forEach(layer -> activations.add(((ActivationLayer) layer).activation().getClass()));
    assertThat(activations).containsExactlyInAnyOrder(Activation.class.getPermittedSubclasses());
    assertThat(all.stream().map(LayerSpec::kind).collect(Collectors.toSet()))
        .containsExactlyInAnyOrderElementsOf(Layers.kinds());
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
                    new Conv2d(
                        2,
                        new Window2d(new Pair(3, 5), ONE, Pair.square(0), ONE),
                        true,
                        new Activation.LeakyRelu(0.1))),
                new NamedLayer("flat", List.of(), new Flatten())),
            Loss.CROSS_ENTROPY);
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
