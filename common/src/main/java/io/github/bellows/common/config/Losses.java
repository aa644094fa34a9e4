package io.github.bellows.common.config;

import io.github.bellows.common.config.LabelConfig.Kind;
import io.github.bellows.common.loss.BinaryCrossEntropy;
import io.github.bellows.common.loss.CrossEntropy;
import io.github.bellows.common.loss.Hinge;
import io.github.bellows.common.loss.Huber;
import io.github.bellows.common.loss.Loss;
import io.github.bellows.common.loss.MeanAbsoluteError;
import io.github.bellows.common.loss.MeanSquaredError;
import io.github.bellows.common.loss.OwnLoss;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The losses a configuration can name: one row each. */
final class Losses {
  private static final Map<String, Row> ROWS = new LinkedHashMap<>();

  static {
    row(
        "crossEntropy",
        CrossEntropy.class,
        EnumSet.of(Kind.CLASS, Kind.MASK, Kind.VECTOR),
        Losses::crossEntropy,
        Losses::write);
    row(
        "binaryCrossEntropy",
        BinaryCrossEntropy.class,
        EnumSet.of(Kind.CLASS, Kind.NUMBER, Kind.VECTOR, Kind.FEATURES, Kind.MULTI),
        s -> new BinaryCrossEntropy(),
        l -> none());
    row("meanSquaredError", MeanSquaredError.class, s -> new MeanSquaredError());
    row("meanAbsoluteError", MeanAbsoluteError.class, s -> new MeanAbsoluteError());
    row(
        "huber",
        Huber.class,
        EnumSet.of(Kind.NUMBER, Kind.VECTOR, Kind.FEATURES),
        s -> new Huber(s.get("delta", Rule.positive(), 1.0)),
        loss -> Map.of("delta", loss.delta()));
    row(
        "hinge",
        Hinge.class,
        EnumSet.of(Kind.CLASS, Kind.NUMBER, Kind.VECTOR),
        s -> new Hinge(),
        l -> none());
  }

  private Losses() {}

  /** A loss, the kinds of labels it compares outputs with, and its options. */
  private record Row(
      Set<Kind> labels, Function<Section, Loss> read, Function<Loss, Map<String, Object>> write) {}

  private static <T extends Loss> void row(
      String kind,
      Class<T> type,
      Set<Kind> labels,
      Function<Section, Loss> read,
      Function<T, Map<String, Object>> write) {
    ROWS.put(kind, new Row(labels, read, loss -> write.apply(type.cast(loss))));
  }

  /** Adds an error of numbers without options. */
  private static <T extends Loss> void row(
      String kind, Class<T> type, Function<Section, Loss> read) {
    row(kind, type, EnumSet.of(Kind.NUMBER, Kind.VECTOR, Kind.FEATURES), read, l -> none());
  }

  private static Map<String, Object> none() {
    return Map.of();
  }

  private static Loss crossEntropy(Section section) {
    List<Double> weights = section.list("classWeights", Rule.positive(), List.of(1.0, 2.0));
    double smoothing = section.get("labelSmoothing", Rule.belowOne(), 0.0);
    return section.build(() -> new CrossEntropy(weights, smoothing), CrossEntropy.PLAIN);
  }

  private static Map<String, Object> write(CrossEntropy loss) {
    Map<String, Object> options = new LinkedHashMap<>();
    if (!loss.classWeights().isEmpty()) {
      options.put("classWeights", loss.classWeights());
    }
    if (loss.labelSmoothing() != 0) {
      options.put("labelSmoothing", loss.labelSmoothing());
    }
    return options;
  }

  static Set<String> kinds() {
    return ROWS.keySet();
  }

  /** Reads the options of a known kind. */
  static Loss read(String kind, Section options) {
    return row(kind).read().apply(options);
  }

  /** Returns the loss for a kind of label where none is named; null is a label not known. */
  static Loss standard(@Nullable Kind label) {
    if (label == Kind.MULTI) {
      return new BinaryCrossEntropy();
    }
    return label == null || label.isClasses() ? CrossEntropy.PLAIN : new MeanSquaredError();
  }

  /**
   * Reads a word or {@code {kind: {…}}}; the default if the key was left out.
   *
   * @param label the kind of label that the output is compared with; null if it is not known
   */
  static Loss read(Section section, String key, @Nullable Kind label) {
    Loss standard = standard(label);
    Node node = section.given(key);
    if (node == null) {
      section.record(key, standard.kind(), () -> node(standard));
      return standard;
    }
    Reading.Variant variant = section.reading().variant(node, section.path(key), kinds(), "loss");
    if (variant == null) {
      section.record(key, standard.kind(), () -> node);
      return standard;
    }
    section.record(
        key, standard.kind(), () -> node instanceof Node.Scalar ? node : variant.resolved());
    Row row = row(variant.kind());
    if (label != null && !row.labels().contains(label)) {
      section.report(
          key,
          "does not go with a label of kind " + label.word(),
          "Use " + Rule.either(lossesFor(label)) + ", or a label of kind " + words(row.labels()));
    }
    return row.read().apply(variant.options());
  }

  private static List<String> lossesFor(Kind label) {
    return ROWS.entrySet().stream()
        .filter(row -> row.getValue().labels().contains(label))
        .map(Map.Entry::getKey)
        .toList();
  }

  private static String words(Set<Kind> kinds) {
    return Rule.either(kinds.stream().map(Kind::word).toList());
  }

  /** Returns a loss as YAML: a word if it has no options. */
  static Node node(Loss loss) {
    if (loss instanceof OwnLoss) {
      return Node.of(loss.kind()); // Only written: it comes with a module.
    }
    Map<String, Object> options = row(loss.kind()).write().apply(loss);
    return Node.of(options.isEmpty() ? loss.kind() : Map.of(loss.kind(), options));
  }

  private static Row row(String kind) {
    Row row = ROWS.get(kind);
    if (row == null) {
      throw new IllegalArgumentException("loss = " + kind + ": has no row in Losses");
    }
    return row;
  }
}
