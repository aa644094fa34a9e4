package io.github.bellows.common.config;

import io.github.bellows.common.loss.BinaryCrossEntropy;
import io.github.bellows.common.loss.CrossEntropy;
import io.github.bellows.common.loss.Hinge;
import io.github.bellows.common.loss.Huber;
import io.github.bellows.common.loss.Loss;
import io.github.bellows.common.loss.MeanAbsoluteError;
import io.github.bellows.common.loss.MeanSquaredError;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** The losses a configuration can name: one row each. */
final class Losses {
  private static final Map<String, Row> ROWS = new LinkedHashMap<>();

  static {
    row("crossEntropy", CrossEntropy.class, Losses::crossEntropy, Losses::write);
    row("binaryCrossEntropy", BinaryCrossEntropy.class, s -> new BinaryCrossEntropy(), l -> none());
    row("meanSquaredError", MeanSquaredError.class, s -> new MeanSquaredError(), l -> none());
    row("meanAbsoluteError", MeanAbsoluteError.class, s -> new MeanAbsoluteError(), l -> none());
    row(
        "huber",
        Huber.class,
        s -> new Huber(s.get("delta", Rule.positive(), 1.0)),
        loss -> Map.of("delta", loss.delta()));
    row("hinge", Hinge.class, s -> new Hinge(), l -> none());
  }

  private Losses() {}

  private record Row(Function<Section, Loss> read, Function<Loss, Map<String, Object>> write) {}

  private static <T extends Loss> void row(
      String kind,
      Class<T> type,
      Function<Section, Loss> read,
      Function<T, Map<String, Object>> write) {
    ROWS.put(kind, new Row(read, loss -> write.apply(type.cast(loss))));
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

  /** Reads a word or {@code {kind: {…}}}. */
  static Loss read(Section section, String key, Loss standard) {
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
    return read(variant.kind(), variant.options());
  }

  /** Returns a loss as YAML: a word if it has no options. */
  static Node node(Loss loss) {
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
