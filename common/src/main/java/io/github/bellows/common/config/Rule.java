package io.github.bellows.common.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.DoublePredicate;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a scalar may be, how it is read and how it is written.
 *
 * @param must the rule as a message says it, after {@code must}
 * @param parser the value of a text, or null if it breaks the rule
 * @param writer the text of a value, which reads back as an equal value
 * @param words the words it may be, if it is one of a few
 * @param later words that a later version will know
 */
record Rule<T>(
    String must,
    Function<String, @Nullable T> parser,
    Function<T, String> writer,
    List<String> words,
    Set<String> later) {

  private static final Pattern WHOLE = Pattern.compile("[-+]?(0|[1-9][0-9_]*)");
  private static final Pattern NUMBER =
      Pattern.compile("[-+]?([0-9][0-9_]*(\\.[0-9_]*)?|\\.[0-9]+)([eE][-+]?[0-9]+)?");

  private static final String UNITS = "kmgt";
  private static final Pattern BYTES = Pattern.compile("([0-9]+) ?(?:([kmgtKMGT])[bB]?)?");

  /** Returns the value of a node, or null if it breaks the rule. */
  @Nullable T read(Node node) {
    return node instanceof Node.Scalar scalar && !scalar.isNull()
        ? parser.apply(scalar.text())
        : null;
  }

  /** Returns the text of a value. */
  String write(T value) {
    return writer.apply(value);
  }

  private static <T> Rule<T> of(String must, Function<String, @Nullable T> parser) {
    return new Rule<>(must, parser, String::valueOf, List.of(), Set.of());
  }

  /** Any text with a character in it. */
  static Rule<String> text() {
    return of("must be a text", text -> text.isBlank() ? null : text);
  }

  /** Any text, also an empty one. */
  static Rule<String> anyText() {
    return of("must be a text", text -> text);
  }

  /** A text that matches a pattern. */
  static Rule<String> text(String must, Pattern pattern) {
    return of(must, text -> pattern.matcher(text).matches() ? text : null);
  }

  /** {@code true} or {@code false}. */
  static Rule<Boolean> flag() {
    return of(
        "must be true or false",
        text ->
            switch (text) {
              case "true", "True", "TRUE" -> Boolean.TRUE;
              case "false", "False", "FALSE" -> Boolean.FALSE;
              default -> null;
            });
  }

  /** A whole number in [minimum, 2³¹). */
  static Rule<Integer> wholeNumber(int minimum) {
    return of(
        "must be a whole number of at least " + minimum,
        text -> {
          Long value = parseLong(text);
          return value == null || value < minimum || value > Integer.MAX_VALUE
              ? null
              : Integer.valueOf(value.intValue());
        });
  }

  /** A whole number in [minimum, 2⁶³). */
  static Rule<Long> longNumber(long minimum) {
    return of(
        minimum == Long.MIN_VALUE
            ? "must be a whole number of 64 bits"
            : "must be a whole number of at least " + minimum,
        text -> {
          Long value = parseLong(text);
          return value == null || value < minimum ? null : value;
        });
  }

  /** A number of bytes, such as {@code 512m}, in powers of 1024. */
  static Rule<Long> bytes() {
    return new Rule<>(
        "must be a number of bytes such as 512m or 20g",
        text -> {
          Matcher size = BYTES.matcher(text);
          Long count = size.matches() ? parseLong(size.group(1)) : null;
          int shift = size.matches() ? UNITS.indexOf(size.group(2).toLowerCase(Locale.ROOT)) : 0;
          return count == null || count > Long.MAX_VALUE >> 10 * (shift + 1)
              ? null
              : Long.valueOf(count << 10 * (shift + 1));
        },
        value -> {
          int shift = Math.min(Long.numberOfTrailingZeros(value) / 10, UNITS.length());
          return value == 0 || shift == 0
              ? String.valueOf(value)
              : (value >> 10 * shift) + UNITS.substring(shift - 1, shift);
        },
        List.of(),
        Set.of());
  }

  /** A finite number that passes a check, such as {@code a number in [0, 1)}. */
  static Rule<Double> number(String must, DoublePredicate check) {
    return new Rule<>(
        must,
        text -> {
          if (!NUMBER.matcher(text).matches()) {
            return null;
          }
          double value = Double.parseDouble(text.replace("_", ""));
          return Double.isFinite(value) && check.test(value) ? value : null;
        },
        Node::number,
        List.of(),
        Set.of());
  }

  /** Any finite number. */
  static Rule<Double> number() {
    return number("must be a number", value -> true);
  }

  /** A finite number of at least 0. */
  static Rule<Double> notNegative() {
    return number("must be a number of at least 0", value -> value >= 0);
  }

  /** A finite number above 0. */
  static Rule<Double> positive() {
    return number("must be a number above 0", value -> value > 0);
  }

  /** A number in [0, 1). */
  static Rule<Double> belowOne() {
    return number("must be a number in [0, 1)", value -> value >= 0 && value < 1);
  }

  /**
   * One of a few words.
   *
   * @param words the words
   * @param meanings what each stands for, in the same order
   * @param later words that a later version will know, for a clear message
   */
  static <T> Rule<T> choice(List<String> words, T[] meanings, String... later) {
    Map<String, T> known = new LinkedHashMap<>();
    for (int i = 0; i < meanings.length; i++) {
      known.put(words.get(i), meanings[i]);
    }
    return new Rule<>(
        "must be " + either(List.copyOf(known.keySet())),
        known::get,
        value ->
            known.entrySet().stream()
                .filter(entry -> entry.getValue().equals(value))
                .findFirst()
                .orElseThrow()
                .getKey(),
        List.copyOf(known.keySet()),
        Set.of(later));
  }

  /** The given word, or what another rule allows. */
  static <T> Rule<T> wordOr(String word, T meaning, Rule<T> other) {
    return new Rule<>(
        other.must + ", or " + word,
        text -> text.equals(word) ? meaning : other.parser.apply(text),
        value -> value.equals(meaning) ? word : other.write(value),
        List.of(),
        Set.of());
  }

  /** Returns {@code a, b or c}. */
  static String either(List<String> words) {
    List<String> all = new ArrayList<>(words);
    String last = all.remove(all.size() - 1);
    return all.isEmpty() ? last : String.join(", ", all) + " or " + last;
  }

  private static @Nullable Long parseLong(String text) {
    if (!WHOLE.matcher(text).matches()) {
      return null;
    }
    try {
      return Long.valueOf(text.replace("_", ""));
    } catch (NumberFormatException tooLarge) {
      return null;
    }
  }
}
