package io.github.bellows.common.config;

import io.github.bellows.common.initial.Constant;
import io.github.bellows.common.initial.GlorotNormal;
import io.github.bellows.common.initial.GlorotUniform;
import io.github.bellows.common.initial.HeNormal;
import io.github.bellows.common.initial.HeUniform;
import io.github.bellows.common.initial.Initializer;
import io.github.bellows.common.initial.LecunNormal;
import io.github.bellows.common.initial.Normal;
import io.github.bellows.common.initial.Orthogonal;
import io.github.bellows.common.initial.ScaledNormal;
import io.github.bellows.common.initial.Uniform;
import io.github.bellows.common.initial.Zeros;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The rules for first values a configuration can name: one row each. */
final class Initializers {
  private static final Map<String, Row> ROWS = new LinkedHashMap<>();

  static {
    row("zeros", Zeros.class, s -> new Zeros(), rule -> Map.of());
    row(
        "constant",
        Constant.class,
        s -> new Constant(s.require("value", Rule.number(), 0.1)),
        rule -> Map.of("value", rule.value()));
    row("uniform", Uniform.class, Initializers::uniform, Initializers::write);
    row("normal", Normal.class, Initializers::normal, Initializers::write);
    row("scaledNormal", ScaledNormal.class, s -> new ScaledNormal(), rule -> Map.of());
    row("glorotUniform", GlorotUniform.class, s -> new GlorotUniform(), rule -> Map.of());
    row("glorotNormal", GlorotNormal.class, s -> new GlorotNormal(), rule -> Map.of());
    row(
        "heUniform",
        HeUniform.class,
        s -> new HeUniform(s.get("slope", Rule.number(), 0.0)),
        rule -> Map.of("slope", rule.slope()));
    row(
        "heNormal",
        HeNormal.class,
        s -> new HeNormal(s.get("slope", Rule.number(), 0.0)),
        rule -> Map.of("slope", rule.slope()));
    row("lecunNormal", LecunNormal.class, s -> new LecunNormal(), rule -> Map.of());
    row(
        "orthogonal",
        Orthogonal.class,
        s -> new Orthogonal(s.get("gain", Rule.number(), 1.0)),
        rule -> Map.of("gain", rule.gain()));
  }

  private Initializers() {}

  private record Row(
      Function<Section, Initializer> read, Function<Initializer, Map<String, Object>> write) {}

  private static <T extends Initializer> void row(
      String kind,
      Class<T> type,
      Function<Section, Initializer> read,
      Function<T, Map<String, Object>> write) {
    ROWS.put(kind, new Row(read, rule -> write.apply(type.cast(rule))));
  }

  private static Initializer uniform(Section section) {
    double from = section.require("from", Rule.number(), -0.1);
    double to = section.require("to", Rule.number(), 0.1);
    return section.build(() -> new Uniform(from, to), new Zeros());
  }

  private static Map<String, Object> write(Uniform rule) {
    Map<String, Object> options = new LinkedHashMap<>();
    options.put("from", rule.from());
    options.put("to", rule.to());
    return options;
  }

  private static Initializer normal(Section section) {
    double mean = section.get("mean", Rule.number(), 0.0);
    double deviation = section.require("deviation", Rule.positive(), 0.01);
    return section.build(() -> new Normal(mean, deviation), new Zeros());
  }

  private static Map<String, Object> write(Normal rule) {
    Map<String, Object> options = new LinkedHashMap<>();
    options.put("mean", rule.mean());
    options.put("deviation", rule.deviation());
    return options;
  }

  static Set<String> kinds() {
    return ROWS.keySet();
  }

  /** Reads the options of a known kind. */
  static Initializer read(String kind, Section options) {
    return row(kind).read().apply(options);
  }

  /** Reads a word or {@code {kind: {…}}}; null if the key was left out. */
  static @Nullable Initializer optional(Section section, String key) {
    Node node = section.given(key);
    if (node == null) {
      section.recordAbsent(key);
      return null;
    }
    Reading.Variant variant =
        section.reading().variant(node, section.path(key), kinds(), "initializer");
    if (variant == null) {
      section.record(key, "null", () -> node);
      return null;
    }
    section.record(key, "null", () -> node instanceof Node.Scalar ? node : variant.resolved());
    return read(variant.kind(), variant.options());
  }

  /** Returns a rule as YAML: a word if it has no options. */
  static Node node(Initializer rule) {
    Map<String, Object> options = row(rule.kind()).write().apply(rule);
    return Node.of(options.isEmpty() ? rule.kind() : Map.of(rule.kind(), options));
  }

  private static Row row(String kind) {
    Row row = ROWS.get(kind);
    if (row == null) {
      throw new IllegalArgumentException("initializer = " + kind + ": has no row in Initializers");
    }
    return row;
  }
}
