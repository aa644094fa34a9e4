package io.github.bellows.common.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * YAML text to {@link Node}s that know their lines. Anchors of mappings and lists, and merge keys
 * ({@code <<: *name}), are resolved; a key given twice is an error.
 */
final class YamlSource {
  private static final Pattern LINE = Pattern.compile("line (\\d+)");
  private static final YAMLFactory FACTORY = new YAMLFactory();

  private final String name;
  private final String fix;
  private final IntFunction<Origin> origins;
  private final Problems problems;
  private final Map<String, Node> anchors = new HashMap<>();

  private YamlSource(String name, String fix, IntFunction<Origin> origins, Problems problems) {
    this.name = name;
    this.fix = fix;
    this.origins = origins;
    this.problems = problems;
  }

  /**
   * Returns the mapping a configuration file holds. Throws what is in {@code problems}, and that
   * the text is no YAML, is empty, holds no mapping, or more than one document.
   */
  static Node.Mapping read(String text, String file, Problems problems) {
    List<Node> documents = readAll(text, file, problems);
    Origin origin = new Origin(file, 0);
    if (documents.isEmpty() || documents.get(0).isNull()) {
      problems.add(file, "is empty", "Begin with data:, model: and training:", origin);
    } else if (documents.size() > 1) {
      problems.add(
          file,
          "holds more than one YAML document",
          "Keep one and remove what follows the line ---",
          documents.get(1).origin());
    } else if (documents.get(0) instanceof Node.Mapping mapping) {
      return new Node.Mapping(mapping.entries(), origin);
    } else {
      problems.add(
          file,
          "must hold keys and values, but begins with " + documents.get(0).shown(),
          "Begin with data:, model: and training:",
          documents.get(0).origin());
    }
    problems.throwIfAny();
    throw new IllegalStateException("unreachable: a problem was added");
  }

  /** Returns all documents of a text. Throws what is in {@code problems} if it is no YAML. */
  static List<Node> readAll(String text, String file, Problems problems) {
    String fix = "Indent with spaces, put a space behind each colon, close what is open";
    return new YamlSource(file, fix, line -> new Origin(file, line), problems).documents(text);
  }

  /**
   * Returns the value behind {@code key=} on a command line: a number, a word, {@code [a, b]} or
   * {@code {key: value}}. No text at all is null. Throws what is in {@code problems} if it is no
   * YAML.
   */
  static Node readValue(String text, String key, Origin origin, Problems problems) {
    List<Node> documents =
        new YamlSource(key + "=" + text, "Put the value in quotes", line -> origin, problems)
            .documents(text);
    return documents.isEmpty() ? new Node.Scalar("null", true, origin) : documents.get(0);
  }

  private List<Node> documents(String text) {
    List<Node> documents = new ArrayList<>();
    try (YAMLParser parser = FACTORY.createParser(text)) {
      while (parser.nextToken() != null) {
        documents.add(node(parser, line(parser)));
      }
    } catch (JsonProcessingException e) {
      reportSyntax(e);
    } catch (IOException e) {
      throw new UncheckedIOException("text in memory cannot be read", e);
    }
    return documents;
  }

  /** Reads the node at the current token; {@code line} is that of its key or list item. */
  private Node node(YAMLParser parser, int line) throws IOException {
    JsonToken token = Objects.requireNonNull(parser.currentToken());
    String anchor = parser.getObjectId();
    Node node;
    if (token == JsonToken.START_OBJECT) {
      node = mapping(parser, line);
    } else if (token == JsonToken.START_ARRAY) {
      List<Node> elements = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        elements.add(node(parser, line(parser)));
      }
      node = new Node.Sequence(elements, origins.apply(line));
    } else if (isAlias(parser)) {
      return alias(parser.getText(), line(parser));
    } else {
      boolean isNull = token == JsonToken.VALUE_NULL;
      return new Node.Scalar(parser.getText(), isNull, origins.apply(line(parser)));
    }
    if (anchor != null) {
      anchors.put(anchor, node);
    }
    return node;
  }

  private Node.Mapping mapping(YAMLParser parser, int line) throws IOException {
    Map<String, Node> entries = new LinkedHashMap<>();
    Map<String, Node> merged = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.getText();
      int keyLine = line(parser);
      parser.nextToken();
      Node value = node(parser, keyLine);
      if (key.equals("<<") && value instanceof Node.Mapping base) {
        base.entries().forEach(merged::putIfAbsent);
        continue;
      }
      Node first = entries.putIfAbsent(key, value);
      if (first != null) {
        String where = first.origin().line() > 0 ? " first in line " + first.origin().line() : "";
        problems.add(
            key + " = " + value.shown(),
            "the key is given twice," + where,
            "Keep one of the two",
            origins.apply(keyLine));
      }
    }
    merged.forEach(entries::putIfAbsent);
    return new Node.Mapping(entries, origins.apply(line));
  }

  @SuppressWarnings("deprecation") // Jackson's parser has no other way to tell an alias from text.
  private static boolean isAlias(YAMLParser parser) {
    return parser.isCurrentAlias();
  }

  private Node alias(String anchor, int line) {
    Node target = anchors.get(anchor);
    if (target != null) {
      return target;
    }
    problems.add(
        "*" + anchor,
        "names no mapping or list above it",
        "Write the value itself, or mark a mapping or list with &" + anchor,
        origins.apply(line));
    return new Node.Scalar("null", true, origins.apply(line));
  }

  private static int line(YAMLParser parser) {
    return parser.currentTokenLocation().getLineNr();
  }

  /** Reports the last position of the parser's message, which is where reading failed. */
  private void reportSyntax(JsonProcessingException e) {
    String message = e.getOriginalMessage();
    int line = Math.max(1, e.getLocation() == null ? 1 : e.getLocation().getLineNr());
    for (Matcher matcher = LINE.matcher(message); matcher.find(); ) {
      line = Integer.parseInt(matcher.group(1));
    }
    String reason = message;
    for (String part : message.split("\\R", -1)) {
      if (!part.isBlank() && !part.startsWith(" ")) {
        reason = part;
      }
    }
    problems.add(name, "is not valid YAML: " + reason, fix, origins.apply(line));
    problems.throwIfAny();
  }
}
