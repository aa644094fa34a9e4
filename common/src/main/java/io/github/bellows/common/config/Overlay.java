package io.github.bellows.common.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts single values over a configuration: {@code optimizer.adam.learningRate = 0.01}. What is on
 * the path and absent is created. Where a mapping stands for one of several kinds, naming another
 * kind replaces it.
 */
final class Overlay {
  private static final Set<String> ONE_OF = Set.of("optimizer", "learningRate", "activation");

  private final Problems problems;
  private final String key;
  private final List<String> path;
  private final Node value;

  private Overlay(Problems problems, String key, Node value) {
    this.problems = problems;
    this.key = key;
    this.path = segments(key);
    this.value = value;
  }

  /**
   * Returns a configuration with one value replaced or added.
   *
   * @param key the path: keys, positions in lists counted from 0, and names of layers
   */
  static Node.Mapping put(Node.Mapping root, String key, Node value, Problems problems) {
    Overlay overlay = new Overlay(problems, key, value);
    if (overlay.path.stream().anyMatch(String::isBlank)) {
      problems.add(
          value.origin() + " " + key,
          "must be keys joined by dots",
          "Write for example training.epochs",
          value.origin());
      return root;
    }
    return (Node.Mapping) overlay.put(root, 0);
  }

  /** Splits at dots; what follows {@code options} is one key, of a library that may use dots. */
  private static List<String> segments(String key) {
    List<String> segments = new ArrayList<>(List.of(key.split("\\.", -1)));
    int options = segments.indexOf("options");
    if (options >= 0 && options + 2 < segments.size()) {
      String rest = String.join(".", segments.subList(options + 1, segments.size()));
      segments.subList(options + 1, segments.size()).clear();
      segments.add(rest);
    }
    return segments;
  }

  private Node put(@Nullable Node current, int depth) {
    if (depth == path.size()) {
      return value;
    }
    if (current instanceof Node.Sequence list) {
      return putInList(list, depth);
    }
    String segment = path.get(depth);
    Map<String, Node> entries = new LinkedHashMap<>();
    if (current instanceof Node.Mapping mapping) {
      entries.putAll(mapping.entries());
    }
    if (isOneOf(depth) && !entries.containsKey(segment)) {
      entries.clear();
    }
    if (isValidation(depth)) {
      entries.keySet().removeIf(other -> other.equals("split") != segment.equals("split"));
    }
    entries.put(segment, put(entries.get(segment), depth + 1));
    return new Node.Mapping(
        entries, current instanceof Node.Mapping ? current.origin() : value.origin());
  }

  /** Returns whether the mapping that holds this segment names one of several kinds. */
  private boolean isOneOf(int depth) {
    return depth > 0
        && (ONE_OF.contains(path.get(depth - 1))
            || (depth > 1 && path.get(depth - 2).equals("layers")));
  }

  private boolean isValidation(int depth) {
    return depth == 2 && path.get(0).equals("data") && path.get(1).equals("validation");
  }

  private Node putInList(Node.Sequence list, int depth) {
    String segment = path.get(depth);
    List<Node> elements = new ArrayList<>(list.elements());
    if (segment.matches("[0-9]{1,6}")) {
      int index = Integer.parseInt(segment);
      if (index < elements.size()) {
        elements.set(index, put(elements.get(index), depth + 1));
        return new Node.Sequence(elements, list.origin());
      }
    }
    List<String> names = names(elements);
    int index = names.indexOf(segment);
    if (index < 0) {
      reportNoElement(depth, names);
      return list;
    }
    Node.Mapping layer = layer(elements.get(index));
    Map.Entry<String, Node> kind = layer.entries().entrySet().iterator().next();
    Map<String, Node> changed = Map.of(kind.getKey(), putOption(kind.getValue(), depth + 1));
    elements.set(index, new Node.Mapping(changed, layer.origin()));
    return new Node.Sequence(elements, list.origin());
  }

  /** Puts the value among the options of a layer that was named instead of counted. */
  private Node putOption(Node options, int depth) {
    Map<String, Node> entries = new LinkedHashMap<>();
    if (options instanceof Node.Mapping mapping) {
      entries.putAll(mapping.entries());
    }
    if (depth == path.size()) {
      return value;
    }
    String segment = path.get(depth);
    entries.put(segment, put(entries.get(segment), depth + 1));
    return new Node.Mapping(entries, options.origin());
  }

  private static Node.Mapping layer(Node element) {
    if (element instanceof Node.Mapping mapping && !mapping.entries().isEmpty()) {
      return mapping;
    }
    Node none = new Node.Scalar("null", true, element.origin());
    return new Node.Mapping(Map.of(element.flow(), none), element.origin());
  }

  /** Returns the names of layers, given or default, in the order of the list. */
  private static List<String> names(List<Node> layers) {
    List<String> names = Layers.defaultNames(layers);
    for (int i = 0; i < names.size(); i++) {
      if (layers.get(i) instanceof Node.Mapping mapping
          && mapping.entries().values().stream().findFirst().orElse(null)
              instanceof Node.Mapping options
          && options.entries().get("name") instanceof Node.Scalar name
          && !name.isNull()) {
        names.set(i, name.text());
      }
    }
    return names;
  }

  private void reportNoElement(int depth, List<String> names) {
    String where = String.join(".", path.subList(0, depth));
    boolean layers = path.get(depth - 1).equals("layers");
    problems.add(
        key + " = " + value.shown(),
        where + " has no element " + path.get(depth),
        layers
            ? "Write a position from 0 to " + (names.size() - 1) + " or one of " + names
            : "Write a position from 0 to " + (names.size() - 1),
        value.origin());
  }
}
