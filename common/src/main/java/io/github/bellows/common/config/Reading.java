package io.github.bellows.common.config;

import io.github.bellows.common.error.Nearest;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One pass over a configuration: the problems found, the sections opened, and every key that was
 * asked for with its default, from which unknown keys follow at the end.
 */
final class Reading {
  private final Problems problems;
  private final List<Section> sections = new ArrayList<>();
  private final List<Asked> asked = new ArrayList<>();

  Reading(Problems problems) {
    this.problems = problems;
  }

  /**
   * A key the program asked for.
   *
   * @param path the whole key, such as {@code training.epochs}
   * @param standard its default as text, {@code null} for none; null if it is required
   * @param value what was written for it, YAML's null included; null if it was left out
   */
  record Asked(String path, @Nullable String standard, @Nullable Node value) {}

  /** One of several kinds and its options: {@code kind}, or {@code {kind: {…}}}. */
  record Variant(String kind, Section options) {
    /** Returns {@code {kind: {…}}} with every option that was asked for. */
    Node resolved() {
      Node.Mapping all = options.resolved();
      return new Node.Mapping(Map.of(kind, all), all.origin());
    }
  }

  Problems problems() {
    return problems;
  }

  List<Asked> asked() {
    return List.copyOf(asked);
  }

  void ask(String path, @Nullable String standard, @Nullable Node value) {
    asked.add(new Asked(path, standard, value));
  }

  /**
   * Opens a section.
   *
   * @param mapping what it holds; null if it was left out
   * @param where the origin that messages about the whole section name
   */
  Section section(String path, Node.@Nullable Mapping mapping, Origin where) {
    Section section = new Section(this, path, mapping, where);
    sections.add(section);
    return section;
  }

  /**
   * Returns the kind a node names and the section of its options, or null after reporting why there
   * is none.
   *
   * @param kinds the kinds there are
   * @param what what they are kinds of, such as {@code layer}
   */
  @Nullable Variant variant(Node node, String path, Set<String> kinds, String what) {
    String kind = null;
    Node options = null;
    if (node instanceof Node.Scalar scalar && !scalar.isNull()) {
      kind = scalar.text();
    } else if (node instanceof Node.Mapping mapping && mapping.entries().size() == 1) {
      Map.Entry<String, Node> entry = mapping.entries().entrySet().iterator().next();
      kind = entry.getKey();
      options = entry.getValue();
    }
    List<String> known = List.copyOf(kinds);
    String found = path + " = " + node.shown();
    if (kind == null) {
      String fix =
          isOutdented(node)
              ? "Indent its options below it, or write them as {key: value}"
              : "Keep one of " + Rule.either(known);
      problems.add(found, "must name one " + what, fix, node.origin());
      return null;
    }
    if (!kinds.contains(kind)) {
      String where = options == null ? found : path + "." + kind;
      Origin origin = (options == null ? node : options).origin();
      problems.add(where, "is no " + what + " of this version", nearestOf(kind, known), origin);
      return null;
    }
    if (options != null && !options.isNull() && !(options instanceof Node.Mapping)) {
      problems.add(
          path + "." + kind + " = " + options.shown(),
          "must hold keys and values",
          "Write the options as {key: value}",
          options.origin());
      return null;
    }
    Node.Mapping mapping = options instanceof Node.Mapping given ? given : null;
    Origin where = options == null ? node.origin() : options.origin();
    return new Variant(kind, section(path + "." + kind, mapping, where));
  }

  /** Returns the fix for an unknown kind: the nearest known one, or all there are. */
  private static String nearestOf(String kind, List<String> known) {
    return Nearest.to(kind, known)
        .map(near -> "Did you mean " + near + "?")
        .orElse("There are " + String.join(", ", known));
  }

  /** Returns whether the options of a kind stand beside it, a slip of YAML's indentation. */
  private static boolean isOutdented(Node node) {
    return node instanceof Node.Mapping mapping
        && mapping.entries().values().stream().findFirst().map(Node::isNull).orElse(false);
  }

  /** Reports every key that was given and that no part of the program asked for. */
  void reportUnknownKeys() {
    for (Section section : sections) {
      section.unknownKeys().forEach((key, value) -> reportUnknown(section, key, value));
    }
  }

  private void reportUnknown(Section section, String key, Node value) {
    Set<String> known = section.knownKeys();
    Optional<String> near = Nearest.to(key, known);
    String fix =
        known.isEmpty()
            ? "There are no keys here: remove it"
            : "Known here: " + String.join(", ", known);
    if (near.isPresent()) {
      fix = "Did you mean " + near.get() + "?";
    } else if (!section.path().contains(".")) {
      fix = elsewhere(key).map(path -> "Did you mean " + path + "?").orElse(fix);
    }
    String path = section.path(key);
    String what = value instanceof Node.Scalar ? path + " = " + value.shown() : path;
    problems.add(what, "unknown key", fix, value.origin());
  }

  /** Returns the one place in the upper two levels where a key of this name belongs. */
  private Optional<String> elsewhere(String key) {
    Set<String> places = new LinkedHashSet<>();
    for (Asked one : asked) {
      int dot = one.path().indexOf('.');
      boolean upper = dot == one.path().lastIndexOf('.');
      if (upper && one.path().substring(dot + 1).equals(key)) {
        places.add(one.path());
      }
    }
    return places.size() == 1 ? places.stream().findFirst() : Optional.empty();
  }
}
