package io.github.bellows.common.config;

import io.github.bellows.common.initial.Initializer;
import io.github.bellows.common.model.Activation;
import io.github.bellows.common.model.Extent;
import io.github.bellows.common.model.Flatten;
import io.github.bellows.common.model.LayerOptions;
import io.github.bellows.common.model.LayerSpec;
import io.github.bellows.common.model.LayerType;
import io.github.bellows.common.model.LayerTypes;
import io.github.bellows.common.model.NamedLayer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads and writes the layers of a model; what options each has is the layer's own business. */
final class Layers {
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  /** The rule for names of layers, inputs and outputs. */
  static final Rule<String> NAMES =
      Rule.text("must be letters, digits and _, and start with a letter", NAME);

  private Layers() {}

  static Set<String> kinds() {
    return LayerTypes.byKind().keySet();
  }

  /**
   * Reads the layers of a model: words, or {@code {kind: {…}}}, in order.
   *
   * @param initializer the rule for weights of layers that give none; null for their own defaults
   */
  static List<NamedLayer> read(Section model, @Nullable Initializer initializer) {
    Node node = model.given("layers");
    if (!(node instanceof Node.Sequence list) || list.elements().isEmpty()) {
      model.record("layers", null, () -> Node.of(List.of()));
      if (node == null) {
        model.reportMissing("layers", "[flatten, dense: {units: 10}], or torchscript: FILE");
      } else {
        model.report(
            "layers", "must be a list of layers", "Write for example [dense: {units: 10}]");
      }
      return List.of();
    }
    List<NamedLayer> layers = new ArrayList<>();
    List<Reading.Variant> variants = new ArrayList<>();
    List<String> names = defaultNames(list.elements());
    for (int i = 0; i < list.elements().size(); i++) {
      Reading.Variant variant =
          model
              .reading()
              .variant(list.elements().get(i), model.path("layers") + "." + i, kinds(), "layer");
      if (variant != null) {
        variants.add(variant);
        layers.add(read(variant, names.get(i), initializer));
      }
    }
    model.record(
        "layers",
        null,
        () ->
            new Node.Sequence(
                variants.stream().<Node>map(Reading.Variant::resolved).toList(), list.origin()));
    return layers;
  }

  private static NamedLayer read(
      Reading.Variant variant, String defaultName, @Nullable Initializer initializer) {
    Section options = variant.options();
    String name = options.get("name", NAMES, defaultName);
    List<String> inputs = options.list("inputs", NAMES, List.of("conv2d1"));
    LayerType type = type(variant.kind());
    LayerOptions asked = new SectionOptions(options, initializer);
    LayerSpec spec = options.build(() -> type.read().apply(asked), new Flatten());
    return new NamedLayer(name, inputs, spec);
  }

  /** Returns the name of each layer that gives none: its kind and its number among that kind. */
  static List<String> defaultNames(List<Node> layers) {
    Map<String, Integer> counts = new HashMap<>();
    List<String> names = new ArrayList<>();
    for (Node layer : layers) {
      String kind =
          layer instanceof Node.Mapping mapping && !mapping.entries().isEmpty()
              ? mapping.entries().keySet().iterator().next()
              : layer.flow();
      names.add(kind + counts.merge(kind, 1, Integer::sum));
    }
    return names;
  }

  /** Returns a layer as YAML, with all its options. */
  static Node node(NamedLayer layer) {
    Map<String, Object> options = new LinkedHashMap<>();
    options.put("name", layer.name());
    if (!layer.inputs().isEmpty()) {
      options.put("inputs", layer.inputs());
    }
    layer.spec().options().forEach((key, value) -> options.put(key, written(value)));
    return Node.of(Map.of(layer.spec().kind(), options));
  }

  private static Object written(Object value) {
    if (value instanceof Extent extent) {
      return Sizes.node(extent);
    }
    if (value instanceof Activation activation) {
      return Activations.node(activation);
    }
    return value instanceof Initializer rule ? Initializers.node(rule) : value;
  }

  private static LayerType type(String kind) {
    LayerType type = LayerTypes.byKind().get(kind);
    if (type == null) {
      throw new IllegalArgumentException("layer = " + kind + ": is not known");
    }
    return type;
  }
}
