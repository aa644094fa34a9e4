package io.github.bellows.common.config;

import io.github.bellows.common.model.Activation;
import io.github.bellows.common.model.Activation.Identity;
import io.github.bellows.common.model.Activation.LeakyRelu;
import io.github.bellows.common.model.Activation.Relu;
import io.github.bellows.common.model.Activation.Sigmoid;
import io.github.bellows.common.model.Activation.Tanh;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** The activations a configuration can name: one row each. */
final class Activations {
  private static final Map<String, Row> ROWS = new LinkedHashMap<>();

  static {
    row("identity", section -> new Identity());
    row("relu", section -> new Relu());
    ROWS.put(
        "leakyRelu",
        new Row(
            Activations::leakyRelu,
            activation -> Map.of("slope", ((LeakyRelu) activation).slope())));
    row("tanh", section -> new Tanh());
    row("sigmoid", section -> new Sigmoid());
  }

  private Activations() {}

  private record Row(
      Function<Section, Activation> read, Function<Activation, Map<String, Object>> write) {}

  private static void row(String kind, Function<Section, Activation> read) {
    ROWS.put(kind, new Row(read, activation -> Map.of()));
  }

  private static Activation leakyRelu(Section section) {
    double slope = section.get("slope", Rule.number(), LeakyRelu.DEFAULT_SLOPE);
    return section.build(() -> new LeakyRelu(slope), new Identity());
  }

  static Set<String> kinds() {
    return ROWS.keySet();
  }

  /** Reads the options of an activation of a known kind. */
  static Activation read(String kind, Section options) {
    return row(kind).read().apply(options);
  }

  /** Reads the activation of a layer: a word, or {@code {kind: {…}}}; identity by default. */
  static Activation read(Section layer, String key) {
    Node node = layer.given(key);
    if (node == null) {
      layer.record(key, "identity", () -> Node.of("identity"));
      return new Identity();
    }
    Reading.Variant variant = layer.reading().variant(node, layer.path(key), kinds(), "activation");
    if (variant == null) {
      layer.record(key, "identity", () -> node);
      return new Identity();
    }
    Activation activation = read(variant.kind(), variant.options());
    layer.record(key, "identity", () -> node instanceof Node.Scalar ? node : variant.resolved());
    return activation;
  }

  /** Returns the options of an activation, to be written; none for most. */
  static Map<String, Object> options(Activation activation) {
    return row(activation.kind()).write().apply(activation);
  }

  /** Returns an activation as a layer's value: a word if it has no options. */
  static Node node(Activation activation) {
    Map<String, Object> options = options(activation);
    return Node.of(options.isEmpty() ? activation.kind() : Map.of(activation.kind(), options));
  }

  private static Row row(String kind) {
    Row row = ROWS.get(kind);
    if (row == null) {
      throw new IllegalArgumentException("activation = " + kind + ": has no row in Activations");
    }
    return row;
  }
}
