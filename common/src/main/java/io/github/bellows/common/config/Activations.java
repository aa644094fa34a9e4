package io.github.bellows.common.config;

import io.github.bellows.common.model.Activation;
import io.github.bellows.common.model.Activation.Identity;
import io.github.bellows.common.model.ActivationTypes;
import java.util.Map;

/** Reads and writes the activation of a layer. */
final class Activations {
  private static final String PRELU = "prelu";

  private Activations() {}

  /** Reads the activation of a layer: a word, or {@code {kind: {…}}}; identity by default. */
  static Activation read(Section layer, String key) {
    Node node = layer.given(key);
    if (node == null) {
      layer.record(key, "identity", () -> Node.of("identity"));
      return new Identity();
    }
    if (names(node, PRELU)) {
      layer.record(key, "identity", () -> node);
      layer.report(
          key, "prelu learns, so it is a layer of its own", "Write - prelu below the layer");
      return new Identity();
    }
    Reading.Variant variant =
        layer.reading().variant(node, layer.path(key), ActivationTypes.kinds(), "activation");
    if (variant == null) {
      layer.record(key, "identity", () -> node);
      return new Identity();
    }
    layer.record(key, "identity", () -> node instanceof Node.Scalar ? node : variant.resolved());
    return variant
        .options()
        .build(
            () -> ActivationTypes.read(variant.kind(), new SectionOptions(variant.options(), null)),
            new Identity());
  }

  private static boolean names(Node node, String kind) {
    return node instanceof Node.Mapping mapping
        ? mapping.entries().containsKey(kind)
        : node.flow().equals(kind);
  }

  /** Returns an activation as a layer's value: a word if it has no options. */
  static Node node(Activation activation) {
    Map<String, Object> options = activation.options();
    return Node.of(options.isEmpty() ? activation.kind() : Map.of(activation.kind(), options));
  }
}
