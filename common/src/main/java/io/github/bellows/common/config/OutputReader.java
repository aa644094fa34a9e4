package io.github.bellows.common.config;

import io.github.bellows.common.error.Nearest;
import io.github.bellows.common.loss.Loss;
import io.github.bellows.common.model.ModelOutput;
import io.github.bellows.common.model.ModelSpec;
import io.github.bellows.common.model.NamedLayer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code outputs} of {@code model:}, or {@code loss} in its place, and pairs outputs with the
 * labels of the data: an output is compared with the label it names, or else with the one at its
 * own place.
 */
final class OutputReader {
  private static final String OUTPUTS = "outputs";
  private static final String LOSS = "loss";
  private static final String LABEL = "label";

  private final Section model;
  private final List<NamedLayer> layers;
  private final List<LabelConfig> labels;
  private final Set<LabelConfig> compared = new HashSet<>();

  /**
   * Creates a reader.
   *
   * @param labels of the data; none if they are not known, as in a model directory
   */
  OutputReader(Section model, List<NamedLayer> layers, List<LabelConfig> labels) {
    this.model = model;
    this.layers = layers;
    this.labels = labels;
  }

  List<ModelOutput> read() {
    List<ModelOutput> outputs = outputs();
    for (LabelConfig label : labels) {
      if (!compared.contains(label)) {
        reportUnused(label);
      }
    }
    return outputs;
  }

  private void reportUnused(LabelConfig label) {
    Node given = model.given(OUTPUTS);
    String what = model.path(OUTPUTS) + (given == null ? "" : " = " + given.shown());
    model
        .reading()
        .problems()
        .add(
            what,
            "no output is compared with label " + label.column(),
            "Add an output for it, or remove the label",
            given == null ? model.where() : given.origin());
  }

  private List<ModelOutput> outputs() {
    Node node = model.given(OUTPUTS);
    if (node == null) {
      model.recordAbsent(OUTPUTS);
      return List.of(ModelSpec.last(layers, Losses.read(model, LOSS, kind(labelAt(0)))));
    }
    model.refuse(LOSS, "does not go with outputs, which have a loss each", "Keep one");
    if (!(node instanceof Node.Sequence list) || list.elements().isEmpty()) {
      compared.addAll(labels);
      model.record(OUTPUTS, "null", () -> node);
      model.report(OUTPUTS, "must be a list", "Write for example [{layer: out}]");
      return List.of(ModelSpec.last(layers, Losses.standard(null)));
    }
    List<Section> sections = new ArrayList<>();
    List<ModelOutput> outputs = new ArrayList<>();
    for (int i = 0; i < list.elements().size(); i++) {
      Section section = model.element(OUTPUTS, i, list.elements().get(i));
      sections.add(section);
      outputs.add(output(section, i));
    }
    model.record(OUTPUTS, "null", () -> Node.of(sections.stream().map(Section::resolved).toList()));
    return outputs;
  }

  private ModelOutput output(Section section, int place) {
    String layer = section.require("layer", Layers.NAMES, "out");
    checkLayer(section, layer);
    String name = section.optional(LABEL, Rule.text(), "price");
    LabelConfig label = name == null ? labelAt(place) : labelNamed(section, name);
    if (name == null && label == null && !labels.isEmpty()) {
      section.report(
          "layer",
          "has no label to be compared with: the data has " + labels.size(),
          "Add one to data.labels, or name one here with label: " + labels.get(0).column());
    }
    Loss loss = Losses.read(section, LOSS, kind(label));
    return new ModelOutput(layer, loss, section.get("weight", Rule.positive(), 1.0), name);
  }

  /** Reports a name that no layer has, unless it may be unknown because of another mistake. */
  private void checkLayer(Section section, String layer) {
    List<String> names = layers.stream().map(NamedLayer::name).toList();
    if (!names.isEmpty() && !names.contains(layer) && section.reading().problems().isEmpty()) {
      section.report(
          "layer",
          "there is no such layer; there are " + String.join(", ", names),
          Nearest.to(layer, names)
              .map(near -> "Did you mean " + near + "?")
              .orElse("Name one of them"));
    }
  }

  private @Nullable LabelConfig labelAt(int place) {
    if (place >= labels.size()) {
      return null;
    }
    compared.add(labels.get(place));
    return labels.get(place);
  }

  private @Nullable LabelConfig labelNamed(Section section, String name) {
    for (LabelConfig label : labels) {
      if (label.column().equals(name)) {
        compared.add(label);
        return label;
      }
    }
    if (!labels.isEmpty()) {
      // One mistake, one message: the label that was meant may look unused only because of it.
      compared.addAll(labels);
      List<String> names = labels.stream().map(LabelConfig::column).toList();
      section.report(
          LABEL,
          "there is no such label in the data",
          Nearest.to(name, names)
              .map(near -> "Did you mean " + near + "?")
              .orElse("Write " + Rule.either(names)));
    }
    return null;
  }

  private static LabelConfig.@Nullable Kind kind(@Nullable LabelConfig label) {
    return label == null ? null : label.kind();
  }

  /** Returns an output as keys and values. */
  static Map<String, Object> write(ModelOutput output) {
    Map<String, Object> options = new LinkedHashMap<>();
    options.put("layer", output.layer());
    if (output.label() != null) {
      options.put(LABEL, output.label());
    }
    options.put(LOSS, Losses.node(output.loss()));
    options.put("weight", output.weight());
    return options;
  }
}
