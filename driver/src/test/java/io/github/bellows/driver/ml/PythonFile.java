package io.github.bellows.driver.ml;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code scripts/python/bellows.py} declares, read by its layout, without Python. */
final class PythonFile {
  static final Path PATH = Path.of("../scripts/python/bellows.py");

  private static final Pattern CLASS =
      Pattern.compile("(?m)^class (\\w+)\\(([^)]*)\\):\\n((?:(?: .*)?\\n)*)");
  private static final Pattern PARAM =
      Pattern.compile(
          "(?m)^    (\\w+) = Param\\(Params\\._dummy\\(\\), \"(\\w+)\",\\s+\"([^\"]*)\",\\s+([\\w.]+)\\)$");
  private static final Pattern DEFAULTS = Pattern.compile("_setDefault\\(([^)]*)\\)");
  private static final Pattern SIGNATURE = Pattern.compile("__init__\\(self, \\*, ([^)]*)\\)");
  private static final Pattern KEYWORD = Pattern.compile("(\\w+)=(\"[^\"]*\"|\\[\\]|None)");
  private static final Pattern METHOD = Pattern.compile("(?m)^    def (\\w+)\\(self");

  private final String text;
  private final Map<String, PythonClass> classes = new LinkedHashMap<>();

  /**
   * A parameter as Python knows it.
   *
   * @param name its name
   * @param doc its description
   * @param converter what makes values of the right type
   */
  record PythonParam(String name, String doc, String converter) {}

  private record PythonClass(List<String> parents, String body) {}

  private PythonFile(String text) {
    this.text = text;
    matches(CLASS, text)
        .forEach(
            found ->
                classes.put(
                    found.group(1),
                    new PythonClass(List.of(found.group(2).split(", ")), found.group(3))));
  }

  /** Returns the file of this project. */
  static PythonFile read() {
    try {
      return new PythonFile(Files.readString(PATH, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the value of a constant text. */
  String constant(String name) {
    Matcher found = Pattern.compile("(?m)^" + name + " = \"(.*)\"$").matcher(text);
    return found.find() ? found.group(1) : "";
  }

  /** Returns the names of the classes for users. */
  List<String> publicClasses() {
    return classes.keySet().stream().filter(name -> !name.startsWith("_")).toList();
  }

  /** Returns the names that the file exports. */
  List<String> exported() {
    Matcher all = Pattern.compile("__all__ = \\[([^\\]]*)\\]").matcher(text);
    return all.find() ? List.of(all.group(1).replace("\"", "").split(", ")) : List.of();
  }

  /** Returns the parameters of a class and its parents by name. */
  Map<String, PythonParam> params(String type) {
    Map<String, PythonParam> params = new TreeMap<>();
    for (String body : bodies(type)) {
      for (MatchResult found : matches(PARAM, body)) {
        if (!found.group(1).equals(found.group(2))) {
          throw new IllegalStateException(found.group(1) + " is called " + found.group(2));
        }
        params.put(found.group(1), new PythonParam(found.group(1), found.group(3), found.group(4)));
      }
    }
    return params;
  }

  /** Returns the defaults of a class and its parents, as they are written. */
  Map<String, String> defaults(String type) {
    return keywords(type, DEFAULTS);
  }

  /** Returns the keyword arguments of the constructor of a class, with their defaults. */
  Map<String, String> constructor(String type) {
    return keywords(type, SIGNATURE);
  }

  /** Returns the methods of a class and its parents. */
  List<String> methods(String type) {
    return bodies(type).stream()
        .flatMap(body -> matches(METHOD, body).stream())
        .map(found -> found.group(1))
        .toList();
  }

  private Map<String, String> keywords(String type, Pattern place) {
    Map<String, String> keywords = new TreeMap<>();
    for (String body : bodies(type)) {
      for (MatchResult list : matches(place, body)) {
        matches(KEYWORD, list.group(1))
            .forEach(one -> keywords.put(one.group(1), one.group(2).replace("\"", "")));
      }
    }
    return keywords;
  }

  private List<String> bodies(String type) {
    List<String> bodies = new ArrayList<>();
    PythonClass found = Objects.requireNonNull(classes.get(type), type);
    for (String parent : found.parents()) {
      if (classes.containsKey(parent)) {
        bodies.addAll(bodies(parent));
      }
    }
    bodies.add(found.body());
    return bodies;
  }

  private static List<MatchResult> matches(Pattern pattern, String text) {
    return pattern.matcher(text).results().toList();
  }
}
