package io.github.bellows.common.config;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Writes {@link Node}s as YAML, two spaces an indent, lists of scalars on one line. */
final class YamlText {
  private static final Pattern PLAIN =
      Pattern.compile("[A-Za-z0-9_/][A-Za-z0-9_./+-]*|-?[0-9.]+([eE][-+]?[0-9]+)?");
  private static final Pattern NULL = Pattern.compile("null|Null|NULL");

  private final StringBuilder text = new StringBuilder();
  private final boolean withOrigins;

  private YamlText(boolean withOrigins) {
    this.withOrigins = withOrigins;
  }

  /** Returns a mapping as YAML. */
  static String write(Node.Mapping mapping) {
    YamlText yaml = new YamlText(false);
    yaml.entries(mapping, "");
    return yaml.text.toString();
  }

  /** Returns a mapping as YAML, with the origin of each value as a comment behind it. */
  static String writeWithOrigins(Node.Mapping mapping) {
    YamlText yaml = new YamlText(true);
    yaml.entries(mapping, "");
    return yaml.text.toString();
  }

  private void entries(Node.Mapping mapping, String indent) {
    mapping
        .entries()
        .forEach(
            (key, value) -> {
              text.append(indent).append(scalar(key)).append(':');
              value(value, indent);
            });
  }

  /** Writes what follows a key's colon, to the end of the line or on lines of its own. */
  private void value(Node value, String indent) {
    if (value instanceof Node.Mapping mapping && !mapping.entries().isEmpty()) {
      text.append('\n');
      entries(mapping, indent + "  ");
    } else if (value instanceof Node.Sequence list && !isFlow(list)) {
      text.append('\n');
      for (Node element : list.elements()) {
        element(element, indent + "  ");
      }
    } else {
      text.append(' ').append(flow(value));
      endLine(value);
    }
  }

  private void element(Node element, String indent) {
    text.append(indent).append("-");
    if (element instanceof Node.Mapping mapping && mapping.entries().size() == 1) {
      Map.Entry<String, Node> only = mapping.entries().entrySet().iterator().next();
      text.append(' ').append(scalar(only.getKey())).append(':');
      value(only.getValue(), indent + "  ");
    } else {
      value(element, indent);
    }
  }

  private void endLine(Node value) {
    if (withOrigins) {
      text.append(" # ").append(value.origin().toString().replaceAll("\\R", " "));
    }
    text.append('\n');
  }

  private static boolean isFlow(Node.Sequence list) {
    return list.elements().stream().allMatch(Node.Scalar.class::isInstance);
  }

  private static String flow(Node node) {
    if (node instanceof Node.Scalar scalar) {
      return scalar.isNull() ? "null" : scalar(scalar.text());
    }
    if (node instanceof Node.Sequence list) {
      List<Node> elements = list.elements();
      return elements.stream().map(YamlText::flow).collect(Collectors.joining(", ", "[", "]"));
    }
    return "{}";
  }

  /** Returns a text as it is, or in double quotes if YAML could read it as something else. */
  private static String scalar(String value) {
    if (PLAIN.matcher(value).matches() && !NULL.matcher(value).matches()) {
      return value;
    }
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else if (c < ' '
          || (c > '~' && c < 0xa0)
          || c == '\u2028'
          || c == '\u2029'
          || c == '\ufeff') {
        quoted.append(String.format("\\u%04x", (int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }
}
