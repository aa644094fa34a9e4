package io.github.bellows.driver.report;

import java.util.Locale;

/** Text and numbers as HTML and SVG want them. */
final class Html {
  private Html() {}

  /** Returns text that means itself, within an element or a quoted attribute. */
  static String escape(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append("&#39;");
        default -> out.append(c < ' ' && c != '\n' && c != '\t' ? '\ufffd' : c);
      }
    }
    return out.toString();
  }

  /** Returns a number with four significant digits, or with all before the point if it has more. */
  static String number(double value) {
    double size = Math.abs(value);
    if (value == Math.rint(value) && size < 1e15) {
      return grouped((long) value);
    }
    if (!Double.isFinite(value)) {
      return String.valueOf(value);
    }
    if (size < 1e-3 || size >= 1e9) {
      return trimmed(String.format(Locale.ROOT, "%.3e", value).replaceFirst("e([+-])0?", "e$1"))
          .replace("e+", "e");
    }
    if (size >= 1000) {
      return grouped(Math.round(value));
    }
    int decimals = 3 - (int) Math.floor(Math.log10(size));
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }

  private static String trimmed(String scientific) {
    return scientific.replaceFirst("\\.?0+e", "e");
  }

  private static String grouped(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /** Returns a coordinate with two decimals. */
  static String coordinate(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }
}
