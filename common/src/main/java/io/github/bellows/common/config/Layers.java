package io.github.bellows.common.config;

import io.github.bellows.common.model.ActivationLayer;
import io.github.bellows.common.model.Conv2d;
import io.github.bellows.common.model.Dense;
import io.github.bellows.common.model.Dropout;
import io.github.bellows.common.model.Flatten;
import io.github.bellows.common.model.LayerSpec;
import io.github.bellows.common.model.NamedLayer;
import io.github.bellows.common.model.Pool2d;
import io.github.bellows.common.model.Window2d;
import io.github.bellows.common.model.Window2d.Pair;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/** The layers a configuration can name, in both directions: one row each. */
final class Layers {
  private static final Rule<Integer> COUNT = Rule.wholeNumber(1);
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final Rule<String> NAMES =
      Rule.text("must be letters, digits and _, and start with a letter", NAME);
  private static final Map<String, Row> ROWS = new LinkedHashMap<>();

  static {
    row("dense", Dense.class, Layers::dense, Layers::write);
    row("conv2d", Conv2d.class, Layers::conv2d, Layers::write);
    row("maxPool2d", Pool2d.class, s -> pool(s, Pool2d.Reduction.MAX), Layers::write);
    row("avgPool2d", Pool2d.class, s -> pool(s, Pool2d.Reduction.AVERAGE), Layers::write);
    row("flatten", Flatten.class, s -> new Flatten(), layer -> Map.of());
    row("dropout", Dropout.class, Layers::dropout, layer -> Map.of("rate", layer.rate()));
    for (String kind : Activations.kinds()) {
      row(
          kind,
          ActivationLayer.class,
          s -> new ActivationLayer(Activations.read(kind, s)),
          layer -> Activations.options(layer.activation()));
    }
  }

  private Layers() {}

  private record Row(
      Function<Section, LayerSpec> read, Function<LayerSpec, Map<String, Object>> write) {}

  private static <T extends LayerSpec> void row(
      String kind,
      Class<T> type,
      Function<Section, LayerSpec> read,
      Function<T, Map<String, Object>> write) {
    ROWS.put(kind, new Row(read, layer -> write.apply(type.cast(layer))));
  }

  private static LayerSpec dense(Section section) {
    int units = section.require("units", COUNT, 10);
    boolean bias = section.get("bias", Rule.flag(), true);
    var activation = Activations.read(section, "activation");
    return section.build(() -> new Dense(units, bias, activation), new Flatten());
  }

  private static LayerSpec conv2d(Section section) {
    int filters = section.require("filters", COUNT, 16);
    Pair kernel = Sizes.require(section, "kernel", 1, Pair.square(3));
    Pair stride = Sizes.get(section, "stride", 1, Pair.square(1));
    Pair dilation = Sizes.get(section, "dilation", 1, Pair.square(1));
    Pair padding = padding(section, kernel, stride, dilation);
    boolean bias = section.get("bias", Rule.flag(), true);
    var activation = Activations.read(section, "activation");
    return section.build(
        () ->
            new Conv2d(filters, new Window2d(kernel, stride, padding, dilation), bias, activation),
        new Flatten());
  }

  /** Reads padding; {@code same} keeps the size of the input, {@code valid} adds none. */
  private static Pair padding(Section section, Pair kernel, Pair stride, Pair dilation) {
    Node node = section.given("padding");
    String word = node == null ? "valid" : node.flow();
    if (!word.equals("same") && !word.equals("valid")) {
      return Sizes.get(section, "padding", 0, Pair.square(0));
    }
    section.record("padding", "0", () -> node == null ? Node.of(0) : node);
    if (word.equals("valid")) {
      return Pair.square(0);
    }
    int height = dilation.height() * (kernel.height() - 1);
    int width = dilation.width() * (kernel.width() - 1);
    if (!stride.equals(Pair.square(1))) {
      section.report(
          "padding", "needs stride 1, but stride is " + stride, "Write the padding as a number");
    } else if (height % 2 != 0 || width % 2 != 0) {
      section.report(
          "padding", "needs an odd kernel, but kernel is " + kernel, "Write for example kernel: 3");
    }
    return new Pair(height / 2, width / 2);
  }

  private static LayerSpec pool(Section section, Pool2d.Reduction reduction) {
    Pair kernel = Sizes.require(section, "kernel", 1, Pair.square(2));
    Pair stride = Sizes.get(section, "stride", 1, kernel);
    Pair padding = Sizes.get(section, "padding", 0, Pair.square(0));
    Pair dilation =
        reduction == Pool2d.Reduction.MAX
            ? Sizes.get(section, "dilation", 1, Pair.square(1))
            : Pair.square(1);
    return section.build(
        () -> new Pool2d(new Window2d(kernel, stride, padding, dilation), reduction),
        new Flatten());
  }

  private static LayerSpec dropout(Section section) {
    double rate = section.require("rate", Rule.belowOne(), 0.5);
    return section.build(() -> new Dropout(rate), new Flatten());
  }

  private static Map<String, Object> write(Dense layer) {
    Map<String, Object> options = new LinkedHashMap<>();
    options.put("units", layer.units());
    options.put("bias", layer.bias());
    options.put("activation", Activations.node(layer.activation()));
    return options;
  }

  private static Map<String, Object> write(Conv2d layer) {
    Map<String, Object> options = new LinkedHashMap<>();
    options.put("filters", layer.filters());
    options.putAll(write(layer.window(), true));
    options.put("bias", layer.bias());
    options.put("activation", Activations.node(layer.activation()));
    return options;
  }

  private static Map<String, Object> write(Pool2d layer) {
    return write(layer.window(), layer.reduction() == Pool2d.Reduction.MAX);
  }

  private static Map<String, Object> write(Window2d window, boolean dilated) {
    Map<String, Object> options = new LinkedHashMap<>();
    options.put("kernel", Sizes.node(window.kernel()));
    options.put("stride", Sizes.node(window.stride()));
    options.put("padding", Sizes.node(window.padding()));
    if (dilated) {
      options.put("dilation", Sizes.node(window.dilation()));
    }
    return options;
  }

  static Set<String> kinds() {
    return ROWS.keySet();
  }

  /** Reads the layers of a model: words, or {@code {kind: {…}}}, in order. */
  static List<NamedLayer> read(Section model) {
    Node node = model.given("layers");
    if (!(node instanceof Node.Sequence list) || list.elements().isEmpty()) {
      model.record("layers", null, () -> Node.of(List.of()));
      if (node == null) {
        model.reportMissing("layers", "[flatten, dense: {units: 10}]");
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
        layers.add(read(variant, names.get(i)));
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

  private static NamedLayer read(Reading.Variant variant, String defaultName) {
    Section options = variant.options();
    String name = options.get("name", NAMES, defaultName);
    List<String> inputs = options.list("inputs", NAMES, List.of("conv2d1"));
    return new NamedLayer(name, inputs, row(variant.kind()).read().apply(options));
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
    options.putAll(row(layer.spec().kind()).write().apply(layer.spec()));
    return Node.of(Map.of(layer.spec().kind(), options));
  }

  private static Row row(String kind) {
    Row row = ROWS.get(kind);
    if (row == null) {
      throw new IllegalArgumentException("layer = " + kind + ": has no row in Layers");
    }
    return row;
  }
}
