package io.github.bellows.common.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One value of a configuration and where it came from. Immutable; the reader of a key decides
 * whether a scalar's text is a number, a word or a flag.
 */
sealed interface Node {
  /** The longest text shown in a message. */
  int SHOWN = 60;

  /** Returns where the value came from. */
  Origin origin();

  /** Returns the value as a message shows it, on one line and not longer than a line. */
  default String shown() {
    String text = flow();
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
  }

  /** Returns the value on one line, in YAML's flow style without quotes. */
  String flow();

  /** Returns whether the value is YAML's null, which stands for leaving the key out. */
  default boolean isNull() {
    return false;
  }

  /**
   * Text without a type.
   *
   * @param text as written, without quotes
   * @param isNull whether it is YAML's null
   */
  record Scalar(String text, boolean isNull, Origin origin) implements Node {
    @Override
    public String flow() {
      return isNull ? "null" : text.replaceAll("\\R", " ");
    }
  }

  /**
   * Keys and values, in their order.
   *
   * @param entries unmodifiable
   */
  record Mapping(Map<String, Node> entries, Origin origin) implements Node {
    /** Copies the map, keeping the order. */
    public Mapping {
      entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }

    @Override
    public String flow() {
      return entries.entrySet().stream()
          .map(entry -> entry.getKey() + ": " + entry.getValue().flow())
          .collect(Collectors.joining(", ", "{", "}"));
    }
  }

  /**
   * A list.
   *
   * @param elements unmodifiable
   */
  record Sequence(List<Node> elements, Origin origin) implements Node {
    /** Copies the list. */
    public Sequence {
      elements = List.copyOf(elements);
    }

    @Override
    public String flow() {
      return elements.stream().map(Node::flow).collect(Collectors.joining(", ", "[", "]"));
    }
  }

  /**
   * Returns the node of a value that the program itself gives: a map with string keys, a list, a
   * number, a boolean, a string or null. Its origin is {@link Origin#DEFAULT}.
   */
  static Node of(@Nullable Object value) {
    if (value instanceof Node node) {
      return node;
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, Node> entries = new LinkedHashMap<>();
      map.forEach((key, element) -> entries.put(String.valueOf(key), of(element)));
      return new Mapping(entries, Origin.DEFAULT);
    }
    if (value instanceof List<?> list) {
      List<Node> elements = new ArrayList<>();
      list.forEach(element -> elements.add(of(element)));
      return new Sequence(elements, Origin.DEFAULT);
    }
    if (value == null) {
      return new Scalar("null", true, Origin.DEFAULT);
    }
    String text = value instanceof Double number ? number(number) : value.toString();
    return new Scalar(text, false, Origin.DEFAULT);
  }

  /**
   * Returns a number as people write it, which reads back as the same number: {@code 1}, {@code
   * 0.001}, {@code 1e-8}.
   */
  static String number(double value) {
    if (value == Math.rint(value) && Math.abs(value) < 1e15) {
      return value == 0 ? "0" : String.valueOf((long) value);
    }
    return String.valueOf(value).replace(".0E", "e").replace('E', 'e');
  }
}
