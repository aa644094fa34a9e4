package io.github.bellows.common.config;

import io.github.bellows.common.error.Nearest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One mapping of a configuration, read key by key. What breaks a rule is reported to {@link
 * Problems} and read as the default or the example, so that reading goes on to the next problem.
 * Each key asked for is remembered with its value and origin: {@link #resolved} writes them down,
 * and the others are unknown.
 */
final class Section {
  private final Reading reading;
  private final String path;
  private final Map<String, Node> entries;
  private final boolean given;
  private final Origin where;
  private final Map<String, Supplier<Node>> resolved = new LinkedHashMap<>();
  private final Set<String> refused = new HashSet<>();

  Section(Reading reading, String path, Node.@Nullable Mapping mapping, Origin where) {
    this.reading = reading;
    this.path = path;
    this.entries = mapping == null ? Map.of() : mapping.entries();
    this.given = mapping != null;
    this.where = where;
  }

  Reading reading() {
    return reading;
  }

  String path() {
    return path;
  }

  /** Returns the whole key of a key in this section. */
  String path(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  /** Returns the origin that messages about the whole section name. */
  Origin where() {
    return where;
  }

  /** Returns the value given for a key, or null if it was left out or is YAML's null. */
  @Nullable Node given(String key) {
    Node node = entries.get(key);
    return node == null || node.isNull() ? null : node;
  }

  /** Returns the value of a key, or the default if it was left out. */
  <T> T get(String key, Rule<T> rule, T standard) {
    T value = scalar(key, rule, rule.write(standard), standard);
    return value == null ? standard : value;
  }

  /** Returns the value of a key, or null if it was left out. */
  <T> @Nullable T optional(String key, Rule<T> rule, T example) {
    return scalar(key, rule, "null", example);
  }

  /** Returns the value of a key that must be given. */
  <T> T require(String key, Rule<T> rule, T example) {
    if (given(key) == null) {
      reportMissing(key, rule.write(example));
    }
    T value = scalar(key, rule, null, example);
    return value == null ? example : value;
  }

  private <T> @Nullable T scalar(String key, Rule<T> rule, @Nullable String standard, T example) {
    Node node = given(key);
    Node absent = absent(key, standard);
    record(key, standard, () -> node == null ? absent : node);
    return node == null ? null : checked(path(key), node, rule, rule.write(example));
  }

  /** Returns what to write for a key that has no value: its default, or the null that was given. */
  Node absent(String key, @Nullable String standard) {
    Node none = entries.get(key);
    if (standard == null || standard.equals("null")) {
      return none == null ? Node.of(null) : none;
    }
    return Node.of(standard);
  }

  /** Returns the value of a node, or null after reporting the rule it breaks. */
  <T> @Nullable T checked(String what, Node node, Rule<T> rule, String example) {
    T value = rule.read(node);
    if (value != null) {
      return value;
    }
    String shown = what + " = " + node.shown();
    String text = node.flow();
    if (rule.later().contains(text)) {
      String fix = "Use " + Rule.either(rule.words());
      reading.problems().add(shown, "is not in this version", fix, node.origin());
      return null;
    }
    String fix =
        Nearest.to(text, rule.words())
            .map(near -> "Did you mean " + near + "?")
            .orElse("Write for example " + example);
    reading.problems().add(shown, rule.must(), fix, node.origin());
    return null;
  }

  /**
   * Returns the list of a key, or the default if it was left out.
   *
   * @param standard the default; null for none
   * @param example not empty; read in place of a list that breaks the rule
   */
  <T> @Nullable List<T> list(
      String key, Rule<T> rule, @Nullable List<T> standard, List<T> example) {
    Node node = given(key);
    Node absent = standard == null ? absent(key, null) : node(rule, standard);
    record(key, standard == null ? "null" : absent.flow(), () -> node == null ? absent : node);
    if (node == null) {
      return standard;
    }
    return elements(key, node, rule, example);
  }

  /** Returns the list of a key, not empty, that must be given. */
  <T> List<T> requireList(String key, Rule<T> rule, List<T> example) {
    Node node = given(key);
    Node shown = node == null ? node(rule, example) : node;
    if (node == null) {
      reportMissing(key, shown.flow());
    }
    record(key, null, () -> shown);
    List<T> values = elements(key, shown, rule, example);
    if (values.isEmpty()) {
      report(key, "must not be empty", "Write for example " + node(rule, example).flow());
      return example;
    }
    return values;
  }

  private <T> List<T> elements(String key, Node node, Rule<T> rule, List<T> example) {
    if (!(node instanceof Node.Sequence sequence)) {
      String fix = "Write for example " + node(rule, example).flow();
      reading
          .problems()
          .add(path(key) + " = " + node.shown(), "must be a list", fix, node.origin());
      return example;
    }
    List<T> values = new ArrayList<>();
    String text = rule.write(example.get(0));
    for (Node element : sequence.elements()) {
      T value = checked(path(key) + "." + values.size(), element, rule, text);
      if (value == null) {
        return example;
      }
      values.add(value);
    }
    return values;
  }

  private static <T> Node node(Rule<T> rule, List<T> values) {
    return Node.of(values.stream().map(rule::write).toList());
  }

  /** Returns the list of a key, or an empty one if it was left out. */
  <T> List<T> list(String key, Rule<T> rule, List<T> example) {
    List<T> values = list(key, rule, List.of(), example);
    return values == null ? List.of() : values;
  }

  /** Returns the keys and texts of a mapping with keys of its own choice; empty by default. */
  Map<String, String> texts(String key) {
    return values(key, Rule.anyText(), "true");
  }

  /** Returns the keys and values of such a mapping; without those that break the rule. */
  <T> Map<String, T> values(String key, Rule<T> rule, T example) {
    Node node = given(key);
    record(key, "{}", () -> node == null ? Node.of(Map.of()) : node);
    Map<String, T> values = new LinkedHashMap<>();
    mapping(key, node)
        .forEach(
            (name, value) -> {
              T read = checked(path(key) + "." + name, value, rule, String.valueOf(example));
              if (read != null) {
                values.put(name, read);
              }
            });
    return values;
  }

  /** Returns the section of a key; one that was left out is empty. */
  Section section(String key) {
    Node node = given(key);
    Map<String, Node> map = mapping(key, node);
    Section section =
        node == null
            ? reading.section(path(key), null, where)
            : reading.section(path(key), new Node.Mapping(map, node.origin()), node.origin());
    resolved.put(key, section::resolved);
    return section;
  }

  /** Returns the section of a key, or null if it was left out. */
  @Nullable Section optionalSection(String key) {
    if (given(key) == null) {
      recordAbsent(key);
      return null;
    }
    return section(key);
  }

  /** Remembers a key that has no default and was left out. */
  void recordAbsent(String key) {
    Node absent = absent(key, "null");
    record(key, "null", () -> absent);
  }

  private Map<String, Node> mapping(String key, @Nullable Node node) {
    if (node == null) {
      return Map.of();
    }
    if (node instanceof Node.Mapping mapping) {
      return mapping.entries();
    }
    reading
        .problems()
        .add(
            path(key) + " = " + node.shown(),
            "must hold keys and values",
            "Write {key: value}, or keys on lines of their own, indented",
            node.origin());
    return Map.of();
  }

  /** Returns the keys that were given a value, in their order. */
  List<String> givenKeys() {
    return entries.keySet().stream().filter(key -> given(key) != null).toList();
  }

  /** Returns the section of one element of a list. */
  Section element(String key, int index, Node element) {
    String place = key + "." + index;
    return reading.section(
        path(place), new Node.Mapping(mapping(place, element), element.origin()), element.origin());
  }

  /** Reports a key that has no place here, if it was given. */
  void refuse(String key, String rule, String fix) {
    Node node = given(key);
    refused.add(key);
    if (node != null) {
      reading.problems().add(path(key) + " = " + node.shown(), rule, fix, node.origin());
    }
  }

  /** Reports a key that is missing. */
  void reportMissing(String key, String example) {
    String fix = "Write for example " + key + ": " + example;
    reading.problems().add(path(key), "is required", fix, where);
  }

  /** Reports a rule that a key's value, given or default, breaks. */
  void report(String key, String rule, String fix) {
    Node node = given(key);
    Supplier<Node> known = resolved.get(key);
    Node shown = node != null || known == null ? node : known.get();
    String what = shown == null ? path(key) : path(key) + " = " + shown.shown();
    reading.problems().add(what, rule, fix, node == null ? where : node.origin());
  }

  /**
   * Returns what {@code constructor} makes, or {@code otherwise} after reporting the rule that the
   * constructor found broken ({@code key = value: rule}).
   */
  <T> T build(Supplier<? extends T> constructor, T otherwise) {
    try {
      return constructor.get();
    } catch (IllegalArgumentException e) {
      String message = String.valueOf(e.getMessage());
      String key = message.contains(" = ") ? message.substring(0, message.indexOf(" = ")) : "";
      Node node = given(key);
      reading
          .problems()
          .add(
              (path.isEmpty() ? "" : path + (resolved.containsKey(key) ? "." : ": "))
                  + message
                  + ". Write another value.",
              node == null ? where : node.origin());
      return otherwise;
    }
  }

  /** Remembers a key with its default (null if required) and what to write for it. */
  void record(String key, @Nullable String standard, Supplier<Node> value) {
    resolved.put(key, value);
    reading.ask(path(key), standard, entries.get(key));
  }

  /** Returns every key asked for with the value it has, in the order of asking. */
  Node.Mapping resolved() {
    Map<String, Node> all = new LinkedHashMap<>();
    resolved.forEach((key, value) -> all.put(key, value.get()));
    return new Node.Mapping(all, given ? where : Origin.DEFAULT);
  }

  Set<String> knownKeys() {
    return resolved.keySet();
  }

  Map<String, Node> unknownKeys() {
    Map<String, Node> unknown = new LinkedHashMap<>(entries);
    unknown.keySet().removeAll(resolved.keySet());
    unknown.keySet().removeAll(refused);
    return unknown;
  }
}
