package io.github.bellows.common.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bellows.common.error.TrainingException;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class OverlayTest {
  private static final String FILE =
      """
      data:
        train: { format: csv, path: a.csv, options: { header: true } }
        validation: { format: csv, path: b.csv }
      model:
        layers:
          - conv2d: { name: c1, filters: 8, kernel: 3 }
          - flatten
          - dense: { units: 10 }
      optimizer:
        adam: { beta1: 0.8, learningRate: { cosine: { from: 1, steps: 9 } } }
      """;

  static List<Arguments> changes() {
    return List.of(
        change(
            "optimizer.adam.beta1=0.5",
            "optimizer: {adam: {beta1: 0.5, learningRate: {cosine: {from: 1, steps: 9}}}}"),
        change(
            "optimizer.adam.beta2=0.5",
            "optimizer: {adam: {beta1: 0.8, learningRate: {cosine: {from: 1, steps: 9}}, beta2: 0.5}}"),
        change("optimizer.sgd.learningRate=0.1", "optimizer: {sgd: {learningRate: 0.1}}"),
        change(
            "optimizer.adam.learningRate=0.1",
            "optimizer: {adam: {beta1: 0.8, learningRate: 0.1}}"),
        change(
            "optimizer.adam.learningRate.cosine.to=0.5",
            "optimizer: {adam: {beta1: 0.8, learningRate: {cosine: {from: 1, steps: 9, to: 0.5}}}}"),
        change(
            "optimizer.adam.learningRate.step.from=0.5",
            "optimizer: {adam: {beta1: 0.8, learningRate: {step: {from: 0.5}}}}"),
        change("optimizer=sgd", "optimizer: sgd"),
        change("optimizer={momentum: {l2: 1e-4}}", "optimizer: {momentum: {l2: 1e-4}}"),
        change("data.validation.split=0.2", "validation: {split: 0.2}"),
        change("data.validation.path=c.csv", "validation: {format: csv, path: c.csv}"),
        change("data.train.options.a.b=c", "options: {header: true, a.b: c}"),
        change("data.train.path=hdfs://n:1/a b", "path: hdfs://n:1/a b"),
        change("training.clip.norm=1.5", "training: {clip: {norm: 1.5}}"),
        change("training.clip={norm: 1.5}", "training: {clip: {norm: 1.5}}"),
        change("model.input=[3, 32, 32]", "input: [3, 32, 32]"),
        change("model.layers.0.conv2d.filters=9", "{conv2d: {name: c1, filters: 9, kernel: 3}}"),
        change("model.layers.c1.filters=9", "{conv2d: {name: c1, filters: 9, kernel: 3}}"),
        change(
            "model.layers.c1.activation.leakyRelu.slope=0.1",
            "{conv2d: {name: c1, filters: 8, kernel: 3, activation: {leakyRelu: {slope: 0.1}}}}"),
        change("model.layers.dense1.units=11", "{dense: {units: 11}}"),
        change("model.layers.flatten1.name=f", "{flatten: {name: f}}"),
        change(
            "model.layers.1.dropout.rate=0.5",
            "[{conv2d: {name: c1, filters: 8, kernel: 3}}, {dropout: {rate: 0.5}}, {dense"),
        change("model.layers.0=relu", "layers: [relu, flatten"),
        change("name=", "name: null"));
  }

  @ParameterizedTest
  @MethodSource("changes")
  void changesOneValue(String set, String expected) {
    Node.Mapping before = YamlSource.read(FILE, "x.yaml", new Problems());
    String text = before.flow();
    Problems problems = new Problems();
    int equals = set.indexOf('=');
    String key = set.substring(0, equals);
    Node value = YamlSource.readValue(set.substring(equals + 1), key, Origin.SET, problems);
    Node.Mapping after = Overlay.put(before, key, value, problems);
    problems.throwIfAny();
    assertThat(after.flow()).contains(expected);
    assertThat(before.flow()).isEqualTo(text);
  }

  @Test
  void keepsTheOriginsOfWhatItDoesNotChange() {
    Node.Mapping before = YamlSource.read(FILE, "x.yaml", new Problems());
    Problems problems = new Problems();
    Node.Mapping after = Overlay.put(before, "optimizer.adam.beta1", Node.of(1), problems);
    problems.throwIfAny();
    Node.Mapping optimizer = at(after, "optimizer");
    assertThat(optimizer.origin()).hasToString("x.yaml:9");
    Node.Mapping adam = at(optimizer, "adam");
    assertThat(adam.entries().get("beta1")).isEqualTo(Node.of(1));
    assertThat(at(adam, "learningRate").origin()).hasToString("x.yaml:10");
  }

  private static Node.Mapping at(Node.Mapping mapping, String key) {
    return (Node.Mapping) Objects.requireNonNull(mapping.entries().get(key), key);
  }

  static List<Arguments> slips() {
    return List.of(
        Arguments.of(
            "training.epochs",
            "--set training.epochs: must be key=value. Write for example"
                + " --set training.epochs=3. (--set)"),
        Arguments.of(
            "=3",
            "--set =3: must be key=value. Write for example --set training.epochs=3." + " (--set)"),
        Arguments.of(
            "training..epochs=3",
            "--set training..epochs: must be keys joined by dots."
                + " Write for example training.epochs. (--set)"),
        Arguments.of("trainig.epochs=3", "trainig: unknown key. Did you mean training? (--set)"),
        Arguments.of(
            "training.epochs.x=3",
            "training.epochs = {x: 3}: must be a whole number of at"
                + " least 1. Write for example 10. (--set)"),
        Arguments.of(
            "model.layers.7.dense.units=3",
            "model.layers.7.dense.units = 3: model.layers"
                + " has no element 7. Write a position from 0 to 1 or one of [flatten1, dense1]."
                + " (--set)"),
        Arguments.of(
            "model.layers.c1.filters=3",
            "model.layers.c1.filters = 3: model.layers has no"
                + " element c1. Write a position from 0 to 1 or one of [flatten1, dense1]. (--set)"),
        Arguments.of(
            "training.clip={norm: 1",
            "training.clip={norm: 1: is not valid YAML: expected"
                + " ',' or '}', but got <stream end>. Put the value in quotes. (--set)"),
        Arguments.of(
            "training.clip.norm=-1",
            "training.clip.norm = -1: must be a number above 0."
                + " Write for example 1. (--set)"));
  }

  @ParameterizedTest
  @MethodSource("slips")
  void namesTheOptionThatIsWrong(String set, String message) {
    assertThatThrownBy(() -> Configs.load(Configs.SHORTEST, set))
        .isInstanceOf(TrainingException.class)
        .hasMessage(message);
  }

  private static Arguments change(String set, String expected) {
    return Arguments.of(set, expected);
  }
}
