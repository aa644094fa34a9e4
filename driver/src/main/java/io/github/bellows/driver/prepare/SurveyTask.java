package io.github.bellows.driver.prepare;

import io.github.bellows.common.config.LabelConfig;
import io.github.bellows.common.data.CategoryColumn.Encoding;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.driver.prepare.ColumnPlan.Form;
import java.io.Serializable;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** Surveys the rows of one partition, and merges what the partitions found. */
final class SurveyTask implements FlatMapFunction<Iterator<Row>, SurveyTask.Part> {
  /** Most classes a label may have. */
  static final int MAXIMUM_CLASSES = 10_000;

  /** Most categories of a column that has an indicator for each. */
  static final int MAXIMUM_INDICATORS = 1_000;

  /** Most categories of a column, and most different words of a text. */
  static final int MAXIMUM_CODES = 1_000_000;

  /** Candidates for each word of a vocabulary, of which training samples choose. */
  private static final int CANDIDATES = 4;

  private static final long serialVersionUID = 1L;

  private final ColumnPlan plan;
  private final RowCells cells;

  SurveyTask(ColumnPlan plan, RowCells cells) {
    this.plan = plan;
    this.cells = cells;
  }

  /** What one partition holds. */
  static final class Part implements Serializable {
    private static final long serialVersionUID = 1L;

    private final HashMap<String, HashSet<String>> texts = new HashMap<>();
    private final HashMap<String, HashMap<String, Long>> words = new HashMap<>();
    private final HashMap<String, Integer> widths = new HashMap<>();
    private final HashMap<String, Integer> highest = new HashMap<>();
    private long count;
    private @Nullable TaskFailure failure;
  }

  @Override
  public Iterator<Part> call(Iterator<Row> rows) throws Exception {
    Part part = new Part();
    try {
      while (rows.hasNext()) {
        add(rows.next(), part);
      }
    } catch (Exception e) {
      part.failure = TaskFailure.of(e);
    }
    return List.of(part).iterator();
  }

  private void add(Row row, Part part) {
    cells.checkWhole(row);
    part.count++;
    for (ColumnPlan.Feature feature : plan.features()) {
      int index = cells.indexOf(feature.name());
      switch (feature.form()) {
        case NUMBER, DATE -> {
          // Known without looking.
        }
        case CATEGORY -> addCategory(row, index, feature, part);
        case TEXT -> addWords(row, index, feature.name(), part);
        case BYTES -> addWidth(row, index, feature.name(), cells.bytes(row, index).length, part);
        case ARRAY -> addWidth(row, index, feature.name(), cells.numbers(row, index).length, part);
      }
    }
    for (ColumnPlan.Target label : plan.labels()) {
      addLabel(row, label, part);
    }
  }

  private void addLabel(Row row, ColumnPlan.Target label, Part part) {
    String name = label.name();
    int index = cells.indexOf(name);
    switch (label.kind()) {
      case CLASS -> addText(row, index, name, MAXIMUM_CLASSES, part);
      case NUMBER -> part.widths.put(name, 1);
      case VECTOR -> addWidth(row, index, name, cells.numbers(row, index).length, part);
      case MASK -> {
        byte[] classes = cells.classIndices(row, index);
        addWidth(row, index, name, classes.length, part);
        for (byte value : classes) {
          part.highest.merge(name, value & 0xff, Math::max);
        }
      }
      case FEATURES -> {
        // Surveyed as features.
      }
    }
  }

  private void addCategory(Row row, int index, ColumnPlan.Feature feature, Part part) {
    if (!feature.rule().missing().allows() || !cells.isMissing(row, index)) {
      addText(row, index, feature.name(), limit(feature), part);
    }
  }

  private static int limit(ColumnPlan.Feature feature) {
    return feature.rule().encoding() == Encoding.ONE_HOT ? MAXIMUM_INDICATORS : MAXIMUM_CODES;
  }

  private void addWords(Row row, int index, String column, Part part) {
    if (!cells.isMissing(row, index)) {
      Map<String, Long> known = part.words.computeIfAbsent(column, c -> new HashMap<>());
      cells.words(row, index).forEach(word -> known.merge(word, 1L, Long::sum));
      checkLimit(column, known.size(), MAXIMUM_CODES);
    }
  }

  private void addText(Row row, int index, String column, int limit, Part part) {
    Set<String> known = part.texts.computeIfAbsent(column, c -> new HashSet<>());
    known.add(cells.text(row, index));
    checkLimit(column, known.size(), limit);
  }

  private void addWidth(Row row, int index, String column, int width, Part part) {
    int first = part.widths.computeIfAbsent(column, c -> width);
    if (first != width || width == 0) {
      throw cells.wrongWidth(row, index, width, first);
    }
  }

  private static void checkLimit(String column, int found, int limit) {
    if (found > limit) {
      throw TrainingException.of(
          ErrorCode.CONFIGURATION,
          "data: column " + column,
          "has more than " + limit + " different values, too many for classes or categories",
          fix(column, limit));
    }
  }

  private static String fix(String column, int limit) {
    return switch (limit) {
      case MAXIMUM_CLASSES -> "Set data.label.kind to number if it is one";
      case MAXIMUM_INDICATORS ->
          "Name it under features.numeric if it is a number; set features.columns."
              + column
              + ": { encode: index } for an embedding; or leave it out";
      default -> "Leave it out, or make fewer of them in the source";
    };
  }

  /** Returns the survey of all partitions, or throws the first failure among them. */
  Survey merge(List<Part> parts) {
    TaskFailure.throwFirst(
        parts.stream().flatMap(p -> java.util.stream.Stream.ofNullable(p.failure)).toList());
    long count = 0;
    Map<String, Set<String>> texts = new HashMap<>();
    Map<String, Integer> widths = new HashMap<>();
    Map<String, Integer> highest = new HashMap<>();
    Map<String, Map<String, Long>> words = new HashMap<>();
    for (Part part : parts) {
      count += part.count;
      part.texts.forEach(
          (column, values) -> texts.computeIfAbsent(column, c -> new HashSet<>()).addAll(values));
      part.words.forEach(
          (column, counts) -> {
            Map<String, Long> all = words.computeIfAbsent(column, c -> new HashMap<>());
            counts.forEach((word, times) -> all.merge(word, times, Long::sum));
          });
      part.widths.forEach((column, width) -> mergeWidth(widths, column, width));
      part.highest.forEach((column, index) -> highest.merge(column, index, Math::max));
    }
    Map<String, List<String>> categories = new HashMap<>();
    Map<String, List<String>> candidates = new HashMap<>();
    for (ColumnPlan.Feature feature : plan.features()) {
      String name = feature.name();
      if (feature.form() == Form.CATEGORY) {
        Set<String> found = texts.getOrDefault(name, Set.of());
        checkLimit(name, found.size(), limit(feature));
        categories.put(name, ClassNames.sorted(found));
      } else if (feature.form() == Form.TEXT) {
        long most = (long) CANDIDATES * feature.rule().vocabulary();
        candidates.put(name, mostFrequent(words.getOrDefault(name, Map.of()), most));
      }
    }
    return new Survey(count, classes(texts, highest), widths, categories, candidates, null);
  }

  /** Returns the words that occur most often; of equals, the first by their letters. */
  private static List<String> mostFrequent(Map<String, Long> counts, long most) {
    return counts.entrySet().stream()
        .sorted(
            Map.Entry.<String, Long>comparingByValue()
                .reversed()
                .thenComparing(Map.Entry.comparingByKey()))
        .limit(most)
        .map(Map.Entry::getKey)
        .toList();
  }

  private Map<String, List<String>> classes(
      Map<String, Set<String>> texts, Map<String, Integer> highest) {
    Map<String, List<String>> classes = new HashMap<>();
    for (ColumnPlan.Target label : plan.labels()) {
      if (label.kind() == LabelConfig.Kind.CLASS) {
        Set<String> found = texts.getOrDefault(label.name(), Set.of());
        checkLimit(label.name(), found.size(), MAXIMUM_CLASSES);
        classes.put(label.name(), ClassNames.sorted(found));
      } else if (label.kind() == LabelConfig.Kind.MASK) {
        classes.put(label.name(), ClassNames.upTo(highest.getOrDefault(label.name(), 0) + 1));
      }
    }
    return classes;
  }

  private static void mergeWidth(Map<String, Integer> widths, String column, int width) {
    Integer known = widths.putIfAbsent(column, width);
    if (known != null && known != width) {
      throw TrainingException.of(
          ErrorCode.BAD_DATA,
          "column " + column,
          "has rows of " + known + " and rows of " + width + " values",
          "Make all rows of one length");
    }
  }
}
