package io.github.bellows.driver.prepare;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Names of classes and categories: how a number is written, and how names are sorted. */
final class ClassNames {
  private ClassNames() {}

  /** Returns the name of a number: whole ones without a fraction, so 1.0 and 1 are one class. */
  static String of(Number number) {
    double value = number.doubleValue();
    boolean whole = value == Math.rint(value) && Math.abs(value) < 1L << 53;
    if (number instanceof BigDecimal || number instanceof Double || number instanceof Float) {
      return whole ? Long.toString((long) value) : number.toString();
    }
    return Long.toString(number.longValue());
  }

  /** Returns "0" to "count − 1". */
  static List<String> upTo(int count) {
    return IntStream.range(0, count).mapToObj(Integer::toString).toList();
  }

  /** Returns names by value if all are numbers, else by their UTF-16 text. */
  static List<String> sorted(Collection<String> names) {
    Comparator<String> byText = Comparator.naturalOrder();
    boolean numbers = names.stream().allMatch(ClassNames::isNumber);
    return names.stream()
        .sorted(
            numbers
                ? Comparator.<String>comparingDouble(Double::parseDouble).thenComparing(byText)
                : byText)
        .toList();
  }

  private static boolean isNumber(String name) {
    try {
      return !Double.isNaN(Double.parseDouble(name));
    } catch (NumberFormatException e) {
      return false;
    }
  }
}
