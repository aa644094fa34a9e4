package io.github.bellows.common.config;

import io.github.bellows.common.config.ColumnRule.Kind;
import io.github.bellows.common.data.CategoryColumn.Encoding;
import io.github.bellows.common.data.DateColumn.Part;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads {@code data.features:}, the columns to learn from. */
final class FeaturesReader {
  private static final Rule<Kind> KINDS =
      Rule.choice(List.of("number", "category", "date", "text"), Kind.values());
  private static final Rule<ColumnScale> SCALES =
      Rule.choice(
          Stream.of(ColumnScale.values()).map(ColumnScale::word).toList(), ColumnScale.values());
  private static final Rule<Encoding> ENCODINGS =
      Rule.choice(List.of("oneHot", "index"), Encoding.values());
  private static final Rule<Part> PARTS =
      Rule.choice(Stream.of(Part.values()).map(Part::key).toList(), Part.values());

  private static final Map<Kind, List<String>> OWN_KEYS =
      Map.of(
          Kind.NUMBER, List.of("missing", "indicator", "log", "scale"),
          Kind.CATEGORY, List.of("missing", "encode", "minCount"),
          Kind.DATE, List.of("pattern", "parts", "scale"),
          Kind.TEXT, List.of("words", "vocabulary", "minCount"));

  private final Section features;

  FeaturesReader(Section features) {
    this.features = features;
  }

  /** Reads the columns and their rules. */
  FeaturesConfig read() {
    List<String> numeric = features.list("numeric", Rule.text(), null, List.of("age"));
    List<String> categorical = features.list("categorical", Rule.text(), List.of("job"));
    if (numeric != null) {
      numeric.stream()
          .filter(categorical::contains)
          .forEach(
              column ->
                  features.report(
                      "categorical", "names " + column + ", which is numeric too", "Keep one"));
    }
    List<String> exclude = features.list("exclude", Rule.text(), List.of("id"));
    Map<Kind, ColumnRule> standard = standard();
    Section columns = features.section("columns");
    Map<String, ColumnRule> rules = new LinkedHashMap<>();
    for (String column : columns.givenKeys()) {
      Kind listed = listed(column, numeric, categorical);
      rules.put(column, rule(columns.section(column), listed, standard));
    }
    for (String column : exclude) {
      boolean listed = numeric != null && numeric.contains(column);
      if (listed || categorical.contains(column) || rules.containsKey(column)) {
        features.report("exclude", "names " + column + ", which is a feature too", "Keep one");
      }
    }
    if (numeric != null && numeric.isEmpty() && categorical.isEmpty() && rules.isEmpty()) {
      features.report("numeric", "leaves no column to learn from", "Name at least one column");
    }
    return new FeaturesConfig(numeric, categorical, exclude, rules, standard);
  }

  private static @Nullable Kind listed(
      String column, @Nullable List<String> numeric, List<String> categorical) {
    if (categorical.contains(column)) {
      return Kind.CATEGORY;
    }
    return numeric != null && numeric.contains(column) ? Kind.NUMBER : null;
  }

  /** Reads what holds for all columns of a kind that say nothing else. */
  private Map<Kind, ColumnRule> standard() {
    MissingRule missing = missing(features, MissingRule.FAIL);
    ColumnScale scale = features.get("scale", SCALES, ColumnScale.NONE);
    Encoding encoding = features.get("encode", ENCODINGS, Encoding.ONE_HOT);
    Map<Kind, ColumnRule> standard = new EnumMap<>(Kind.class);
    ColumnRule number = ColumnRule.of(Kind.NUMBER);
    ColumnRule category = ColumnRule.of(Kind.CATEGORY);
    ColumnRule date = ColumnRule.of(Kind.DATE);
    standard.put(Kind.NUMBER, number.ofNumbers(fitting(missing, Kind.NUMBER), false, false, scale));
    standard.put(
        Kind.CATEGORY, category.ofCategories(fitting(missing, Kind.CATEGORY), encoding, 1));
    standard.put(Kind.DATE, date.ofDates(null, ColumnRule.PARTS, scale));
    standard.put(Kind.TEXT, ColumnRule.of(Kind.TEXT));
    return standard;
  }

  /** Returns the rule if columns of a kind can follow it, else what is nearest. */
  private static MissingRule fitting(MissingRule missing, Kind kind) {
    boolean number = kind == Kind.NUMBER;
    return switch (missing.kind()) {
      case FAIL -> missing;
      case MEAN, MEDIAN -> number ? missing : new MissingRule(MissingRule.Kind.OTHER, null);
      case MOST_FREQUENT, OTHER ->
          number ? new MissingRule(MissingRule.Kind.MEDIAN, null) : missing;
      case CONSTANT -> number && missing.number() == null ? MissingRule.FAIL : missing;
    };
  }

  /** Reads the rule of a column of a kind. */
  static ColumnRule column(Section column, Kind kind) {
    return rule(column, kind, Map.of());
  }

  private static ColumnRule rule(
      Section column, @Nullable Kind listed, Map<Kind, ColumnRule> standard) {
    Kind kind = column.get("kind", KINDS, listed == null ? Kind.NUMBER : listed);
    if (listed != null && kind != listed) {
      column.report("kind", "is another in the lists of columns", "Name the column once");
    }
    ColumnRule base = standard.getOrDefault(kind, ColumnRule.of(kind));
    OWN_KEYS.forEach((other, keys) -> refuse(column, kind, other, keys));
    return switch (kind) {
      case NUMBER ->
          base.ofNumbers(
              ownMissing(column, base, kind),
              column.get("indicator", Rule.flag(), false),
              column.get("log", Rule.flag(), false),
              column.get("scale", SCALES, base.scale()));
      case CATEGORY ->
          base.ofCategories(
              ownMissing(column, base, kind),
              column.get("encode", ENCODINGS, base.encoding()),
              column.get("minCount", Rule.wholeNumber(1), 1));
      case DATE -> date(column, base);
      case TEXT ->
          base.ofTexts(
              column.get("words", Rule.wholeNumber(1), ColumnRule.WORDS),
              column.get("vocabulary", Rule.wholeNumber(1), ColumnRule.VOCABULARY),
              column.get("minCount", Rule.wholeNumber(1), 1));
    };
  }

  private static ColumnRule date(Section column, ColumnRule base) {
    List<Part> parts = column.list("parts", PARTS, ColumnRule.PARTS, ColumnRule.PARTS);
    if (parts != null && parts.isEmpty()) {
      column.report("parts", "must name at least one", "Write for example [year, month]");
    }
    return base.ofDates(
        column.optional("pattern", Rule.text(), "dd.MM.yyyy"),
        parts == null || parts.isEmpty() ? ColumnRule.PARTS : parts,
        column.get("scale", SCALES, base.scale()));
  }

  private static void refuse(Section column, Kind kind, Kind other, List<String> keys) {
    for (String key : keys) {
      if (!OWN_KEYS.getOrDefault(kind, List.of()).contains(key)) {
        column.refuse(
            key,
            "does not belong to columns of kind " + kind.name().toLowerCase(Locale.ROOT),
            "Remove it, or set kind: " + other.name().toLowerCase(Locale.ROOT));
      }
    }
  }

  private static MissingRule ownMissing(Section column, ColumnRule base, Kind kind) {
    MissingRule rule = missing(column, base.missing());
    boolean fits =
        switch (rule.kind()) {
          case FAIL -> true;
          case MEAN, MEDIAN -> kind == Kind.NUMBER;
          case MOST_FREQUENT, OTHER -> kind == Kind.CATEGORY;
          case CONSTANT -> kind == Kind.CATEGORY || rule.number() != null;
        };
    if (!fits) {
      column.report(
          "missing",
          kind == Kind.NUMBER
              ? "must be fail, mean, median or a number"
              : "must be fail, mostFrequent, other or a category",
          kind == Kind.NUMBER ? "Write median" : "Write other");
      return MissingRule.FAIL;
    }
    return rule;
  }

  private static MissingRule missing(Section section, MissingRule standard) {
    return MissingRule.of(section.get("missing", Rule.anyText(), standard.text()));
  }
}
