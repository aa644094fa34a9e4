package io.github.bellows.common.config;

import io.github.bellows.common.drawn.DrawnFormat;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the keys of {@code data:} that say what belongs to a sample beside its features. */
final class LabelReader {
  private static final String COLUMN = "label";
  private static final String LENGTH = "length";
  private static final String NONE = "none";
  private static final String CLASS_WEIGHTS = "classWeights";
  private static final String MISSING = "missing";
  private static final Rule<Boolean> GAPS =
      Rule.choice(List.of("fail", "skip"), new Boolean[] {false, true});
  private static final Rule<ClassWeights> WEIGHTS =
      Rule.choice(List.of("balanced"), new ClassWeights[] {ClassWeights.BALANCED});
  private static final Rule<LabelConfig.Kind> KINDS =
      Rule.choice(
          List.of("class", "number", "vector", "mask", "features", "multi"),
          LabelConfig.Kind.values());
  private static final Rule<String> DRAWN_LENGTHS =
      Rule.choice(List.of(LENGTH, NONE), new String[] {LENGTH, NONE});

  private final Section data;
  private final SourceConfig train;
  private final Set<String> used = new HashSet<>();

  LabelReader(Section data, SourceConfig train) {
    this.data = data;
    this.train = train;
  }

  /** Reads {@code label}, or {@code labels} in its place. */
  List<LabelConfig> labels() {
    Node node = data.given("labels");
    if (node == null) {
      Node none = data.absent("labels", "null");
      List<LabelConfig> one = List.of(label(data.section("label")));
      data.record("labels", "null", () -> none);
      return one;
    }
    data.refuse("label", "stands beside data.labels", "Keep one");
    List<LabelConfig> labels = new ArrayList<>();
    List<Section> sections = new ArrayList<>();
    List<Node> elements = node instanceof Node.Sequence list ? list.elements() : List.of();
    for (Node element : elements) {
      String path = data.path("labels") + "." + sections.size();
      if (element instanceof Node.Mapping mapping) {
        Section section = data.reading().section(path, mapping, element.origin());
        sections.add(section);
        labels.add(label(section));
      }
    }
    data.record(
        "labels",
        "null",
        () ->
            new Node.Sequence(
                sections.stream().<Node>map(Section::resolved).toList(), node.origin()));
    if (labels.isEmpty() || labels.size() < elements.size()) {
      data.report(
          "labels",
          "must be a list of labels",
          "Write for example [{column: label, kind: class}, {kind: features}]");
      return List.of(new LabelConfig(COLUMN, LabelConfig.Kind.CLASS));
    }
    return labels;
  }

  private LabelConfig label(Section label) {
    DrawnFormat drawn = DrawnFormat.of(train.format());
    boolean masked = drawn != null && drawn.isMasked();
    LabelConfig.Kind kind =
        label.get("kind", KINDS, masked ? LabelConfig.Kind.MASK : LabelConfig.Kind.CLASS);
    Set<LabelConfig.Kind> allowed = allowed(drawn);
    if (!allowed.contains(kind)) {
      String words = Rule.either(allowed.stream().map(LabelConfig.Kind::word).toList());
      label.report(
          "kind",
          "must be " + words + " for format " + train.format(),
          "Write " + allowed.iterator().next().word());
    }
    if (kind == LabelConfig.Kind.FEATURES) {
      label.refuse("column", "does not go with kind features, which needs none", "Remove it");
      label.refuse(MISSING, "goes with kind number or vector", "Remove it");
      use(label, "kind", LabelConfig.FEATURES);
      return new LabelConfig(LabelConfig.FEATURES, kind);
    }
    String column = label.get("column", Rule.text(), COLUMN);
    if (!hasColumns(train) && !column.equals(COLUMN)) {
      label.report("column", "must be label for format " + train.format(), "Remove it");
    }
    use(label, "column", column);
    String separator = LabelConfig.SEPARATOR;
    if (kind == LabelConfig.Kind.MULTI) {
      separator = label.get("separator", Rule.text(), separator);
    } else {
      label.refuse("separator", "goes with kind multi", "Remove it");
    }
    return new LabelConfig(column, kind, classWeights(label, kind), separator, gaps(label, kind));
  }

  /** Reads whether numbers may be missing. */
  private static boolean gaps(Section label, LabelConfig.Kind kind) {
    if (kind == LabelConfig.Kind.NUMBER || kind == LabelConfig.Kind.VECTOR) {
      return label.get(MISSING, GAPS, false);
    }
    label.refuse(MISSING, "goes with kind number or vector", "Remove it");
    return false;
  }

  /** Reads the weights of classes: a word, or a number for each. */
  private @Nullable ClassWeights classWeights(Section label, LabelConfig.Kind kind) {
    if (kind != LabelConfig.Kind.CLASS || data.given("labels") != null) {
      label.refuse(
          CLASS_WEIGHTS, "goes with data.label of kind class, the only label", "Remove it");
      return null;
    }
    if (!(label.given(CLASS_WEIGHTS) instanceof Node.Mapping)) {
      return label.optional(CLASS_WEIGHTS, WEIGHTS, ClassWeights.BALANCED);
    }
    Map<String, Double> weights = label.values(CLASS_WEIGHTS, Rule.notNegative(), 2.0);
    if (weights.values().stream().noneMatch(weight -> weight > 0)) {
      label.report(CLASS_WEIGHTS, "must have a weight above 0", "Write for example balanced");
    }
    return new ClassWeights(weights);
  }

  /** Returns the kinds that a label of the training source may have, the usual one first. */
  private Set<LabelConfig.Kind> allowed(@Nullable DrawnFormat drawn) {
    if (hasColumns(train)) {
      return EnumSet.allOf(LabelConfig.Kind.class);
    }
    if (drawn != null && drawn.isMasked()) {
      return EnumSet.of(LabelConfig.Kind.MASK, LabelConfig.Kind.FEATURES);
    }
    Set<LabelConfig.Kind> kinds = EnumSet.of(LabelConfig.Kind.CLASS, LabelConfig.Kind.FEATURES);
    if (drawn == null || drawn.isNumbered()) {
      kinds.add(LabelConfig.Kind.NUMBER);
    }
    return kinds;
  }

  /** Reads the column of the weights. */
  @Nullable String weight() {
    return column("weight");
  }

  /**
   * Reads the column of the lengths. Drawn sequences have one, which {@code none} leaves unused:
   * YAML's null would stand for the default.
   */
  @Nullable String length() {
    DrawnFormat drawn = DrawnFormat.of(train.format());
    if (drawn == null || !drawn.isSequence()) {
      return column(LENGTH);
    }
    String word = data.get(LENGTH, DRAWN_LENGTHS, LENGTH);
    return word.equals(NONE) ? null : word;
  }

  private @Nullable String column(String key) {
    String column = data.optional(key, Rule.text(), key);
    if (column != null && !hasColumns(train)) {
      data.report(key, "does not belong to format " + train.format(), "Remove it");
    } else if (column != null) {
      use(data, key, column);
    }
    return column;
  }

  private void use(Section section, String key, String column) {
    if (!used.add(column)) {
      section.report(key, "is used twice", "Name a column once, as a label, weight or length");
    }
  }

  /** Returns whether samples of a source have columns of the user's choice. */
  static boolean hasColumns(SourceConfig source) {
    return DrawnFormat.of(source.format()) == null
        && !source.format().equals("idx")
        && !ImagesReader.isImages(source);
  }
}
