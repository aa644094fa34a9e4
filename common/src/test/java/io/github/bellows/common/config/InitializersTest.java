package io.github.bellows.common.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bellows.common.initial.Constant;
import io.github.bellows.common.initial.GlorotNormal;
import io.github.bellows.common.initial.GlorotUniform;
import io.github.bellows.common.initial.HeNormal;
import io.github.bellows.common.initial.HeUniform;
import io.github.bellows.common.initial.Initializer;
import io.github.bellows.common.initial.LecunNormal;
import io.github.bellows.common.initial.Normal;
import io.github.bellows.common.initial.Orthogonal;
import io.github.bellows.common.initial.PerGate;
import io.github.bellows.common.initial.ScaledNormal;
import io.github.bellows.common.initial.Stored;
import io.github.bellows.common.initial.Uniform;
import io.github.bellows.common.initial.Zeros;
import io.github.bellows.common.model.Activation;
import io.github.bellows.common.model.Dense;
import io.github.bellows.common.model.Initialization;
import io.github.bellows.common.model.LayerSpec;
import io.github.bellows.common.model.ModelSpec;
import io.github.bellows.common.model.NamedLayer;
import io.github.bellows.common.model.ParameterSpec;
import io.github.bellows.common.model.Shape;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class InitializersTest {
  static List<Arguments> rules() {
    return List.of(
        Arguments.of("zeros", new Zeros()),
        Arguments.of("{ constant: { value: 0.25 } }", new Constant(0.25)),
        Arguments.of("{ uniform: { from: -0.05, to: 0.1 } }", new Uniform(-0.05, 0.1)),
        Arguments.of("{ normal: { deviation: 0.01 } }", new Normal(0, 0.01)),
        Arguments.of("{ normal: { mean: -1, deviation: 2 } }", new Normal(-1, 2)),
        Arguments.of("scaledNormal", new ScaledNormal()),
        Arguments.of("glorotUniform", new GlorotUniform()),
        Arguments.of("glorotNormal: {}", new GlorotNormal()),
        Arguments.of("heUniform", new HeUniform(0)),
        Arguments.of("{ heUniform: { slope: 0.2 } }", new HeUniform(0.2)),
        Arguments.of("heNormal", new HeNormal(0)),
        Arguments.of("{ heNormal: { slope: 1e-3 } }", new HeNormal(0.001)),
        Arguments.of("lecunNormal", new LecunNormal()),
        Arguments.of("orthogonal", new Orthogonal(1)),
        Arguments.of("{ orthogonal: { gain: 1.4142135623730951 } }", new Orthogonal(Math.sqrt(2))));
  }

  private static ModelSpec read(String options, String model) {
    String text =
        "input: [4]\n" + model + "layers:\n  - dense: { name: out, units: 3" + options + " }\n";
    return ModelYaml.read(text, "model.yaml");
  }

  private static LayerSpec layer(@Nullable Initializer weight, @Nullable Initializer bias) {
    Initialization rules = new Initialization(weight, null, bias);
    return new Dense(3, true, new Activation.Identity(), rules);
  }

  private static String flow(String yaml) {
    return yaml.startsWith("{") || !yaml.contains(":") ? yaml : "{ " + yaml + " }";
  }

  @ParameterizedTest
  @MethodSource("rules")
  void eachIsReadAndWrittenBackEqual(String yaml, Initializer rule) {
    String rules = ", initializer: " + flow(yaml) + ", biasInitializer: " + flow(yaml);
    ModelSpec spec = read(rules, "");
    assertThat(spec.layers().get(0).spec()).isEqualTo(layer(rule, rule));
    assertThat(ModelYaml.read(ModelYaml.write(spec), "again")).isEqualTo(spec);
  }

  @Test
  void everyRuleIsInTheTable() {
    Set<Class<?>> tested = new HashSet<>();
    rules().forEach(row -> tested.add(row.get()[1].getClass()));
    // Layers make the one of the rules that a configuration names; files hold the other.
    tested.addAll(List.of(PerGate.class, Stored.class));
    assertThat(tested).containsExactlyInAnyOrder(Initializer.class.getPermittedSubclasses());
    assertThat(Initializers.kinds()).hasSize(tested.size() - 2);
  }

  /** The network's rule is for weights, and a layer's own comes before it. */
  @Test
  void aNetworksRuleServesLayersThatGiveNone() {
    List<NamedLayer> layers =
        Configs.load(
                """
                data: { train: { format: digits } }
                model:
                  initializer: { normal: { deviation: 0.02 } }
                  layers:
                    - flatten
                    - dense: { name: a, units: 3 }
                    - dense: { name: b, units: 3, initializer: orthogonal, biasInitializer: zeros }
                """)
            .model()
            .layers();
    assertThat(layers.get(1).spec()).isEqualTo(layer(new Normal(0, 0.02), null));
    assertThat(layers.get(2).spec()).isEqualTo(layer(new Orthogonal(1), new Zeros()));
    List<ParameterSpec> tensors = layers.get(1).spec().parameters(List.of(Shape.of(5)));
    assertThat(tensors.stream().map(ParameterSpec::initializer))
        .containsExactly(new Normal(0, 0.02), new Zeros());
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(
        Arguments.of(
            "heUnifrm", " = heUnifrm: is no initializer of this version. Did you mean heUniform?"),
        Arguments.of(
            "{ constant: {} }", ".constant.value: is required. Write for example value: 0.1."),
        Arguments.of(
            "{ normal: { deviation: 0 } }",
            ".normal.deviation = 0: must be a number above 0. Write for example 0.01."),
        Arguments.of(
            "{ uniform: { from: 2, to: 1 } }",
            ".uniform.to = 1.0: must be above from, 2.0. Write another value."),
        Arguments.of(
            "{ orthogonal: { gian: 2 } }", ".orthogonal.gian = 2: unknown key. Did you mean gain?"),
        Arguments.of(
            "{ heNormal: { slope: .inf } }",
            ".heNormal.slope = .inf: must be a number. Write for example 0."),
        Arguments.of(
            "{ zeros: {}, heNormal: {} }",
            " = {zeros: {}, heNormal: {}}: must name one initializer. Keep one of zeros, constant,"
                + " uniform, normal, scaledNormal, glorotUniform, glorotNormal, heUniform, heNormal,"
                + " lecunNormal or orthogonal."));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void saysWhatIsWrongAndWhere(String rule, String message) {
    MessagesTest.assertMessage(
        """
        data: { train: { format: digits } }
        model:
          layers: [flatten, dense: { units: 10 }]
          initializer: %s
        """
            .formatted(rule),
        "model.initializer" + message + " (conf/x.yaml:4)");
    MessagesTest.assertMessage(
        """
        data: { train: { format: digits } }
        model:
          layers:
            - flatten
            - dense:
                units: 10
                biasInitializer: %s
        """
            .formatted(rule),
        "model.layers.1.dense.biasInitializer" + message + " (conf/x.yaml:7)");
  }

  @Test
  void aLayerWithoutABiasHasNoRuleForIt() {
    MessagesTest.assertMessage(
        """
        data: { train: { format: digits } }
        model:
          layers:
            - flatten
            - dense: { units: 10, bias: false, biasInitializer: zeros }
        """,
        "model.layers.1.dense.biasInitializer = zeros: unknown key. Did you mean initializer?"
            + " (conf/x.yaml:5)");
  }
}
