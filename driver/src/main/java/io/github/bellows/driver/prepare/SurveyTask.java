package io.github.bellows.driver.prepare;

import io.github.bellows.common.config.LabelConfig;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.driver.prepare.ColumnPlan.Form;
import java.io.Serializable;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** Surveys the rows of one partition, and merges what the partitions found. */
final class SurveyTask implements FlatMapFunction<Iterator<Row>, SurveyTask.Part> {
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

    private final HashMap<String, HashMap<String, Long>> texts = new HashMap<>();
    private final HashMap<String, Integer> widths = new HashMap<>();
    private final HashMap<String, Integer> highest = new HashMap<>();
    private final IdentifyingColumns identifying = new IdentifyingColumns();
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
        case NUMBER -> part.identifying.add(feature.name(), row, index);
        case DATE -> {
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
      case CLASS -> addText(row, index, name, DistinctLimits.MAXIMUM_CLASSES, part);
      case MULTI -> {
        Map<String, Long> known = part.texts.computeIfAbsent(name, c -> new HashMap<>());
        cells.tags(row, index, label.separator()).forEach(tag -> known.merge(tag, 1L, Long::sum));
        DistinctLimits.check(name, known.size(), DistinctLimits.MAXIMUM_CLASSES);
      }
      case NUMBER -> part.widths.put(name, 1);
      case VECTOR ->
          addWidth(row, index, name, cells.numbers(row, index, label.gaps()).length, part);
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
      addText(row, index, feature.name(), DistinctLimits.ofTexts(feature), part);
    }
  }

  private void addWords(Row row, int index, String column, Part part) {
    if (!cells.isMissing(row, index)) {
      Map<String, Long> known = part.texts.computeIfAbsent(column, c -> new HashMap<>());
      cells.words(row, index).forEach(word -> known.merge(word, 1L, Long::sum));
      DistinctLimits.check(column, known.size(), DistinctLimits.MAXIMUM_CODES);
    }
  }

  private void addText(Row row, int index, String column, int limit, Part part) {
    Map<String, Long> known = part.texts.computeIfAbsent(column, c -> new HashMap<>());
    known.merge(cells.text(row, index), 1L, Long::sum);
    DistinctLimits.check(column, known.size(), limit);
  }

  private void addWidth(Row row, int index, String column, int width, Part part) {
    int first = part.widths.computeIfAbsent(column, c -> width);
    if (first != width || width == 0) {
      throw cells.wrongWidth(row, index, width, first);
    }
  }

  /**
   * Returns the survey of all partitions, or throws the first failure among them.
   *
   * @param source what messages call it
   */
  Survey merge(String source, List<Part> parts) {
    TaskFailure.throwFirst(
        parts.stream().flatMap(p -> java.util.stream.Stream.ofNullable(p.failure)).toList());
    Part all = new Part();
    for (Part part : parts) {
      all.count += part.count;
      part.texts.forEach(
          (column, counts) -> {
            Map<String, Long> sums = all.texts.computeIfAbsent(column, c -> new HashMap<>());
            counts.forEach((text, times) -> sums.merge(text, times, Long::sum));
          });
      part.widths.forEach((column, width) -> mergeWidth(all.widths, column, width));
      part.highest.forEach((column, index) -> all.highest.merge(column, index, Math::max));
      all.identifying.merge(part.identifying);
    }
    Map<String, List<String>> categories = new HashMap<>();
    Map<String, List<String>> candidates = new HashMap<>();
    Map<String, Integer> different = new HashMap<>();
    for (ColumnPlan.Feature feature : plan.features()) {
      String name = feature.name();
      Map<String, Long> counts = all.texts.getOrDefault(name, new HashMap<>());
      if (feature.form() == Form.CATEGORY) {
        DistinctLimits.check(name, counts.size(), DistinctLimits.ofTexts(feature));
        different.put(name, counts.size());
        categories.put(name, categories(feature, counts));
      } else if (feature.form() == Form.TEXT) {
        long most = (long) CANDIDATES * feature.rule().vocabulary();
        candidates.put(name, mostFrequent(counts, most));
      }
    }
    all.identifying.warn(source, all.count, different);
    return new Survey(all.count, classes(all), all.widths, categories, candidates, null);
  }

  /** Returns the sorted categories, without those that are too rare even in all samples. */
  private static List<String> categories(ColumnPlan.Feature feature, Map<String, Long> counts) {
    int least = feature.rule().minimumCount();
    counts.values().removeIf(times -> times < least);
    DistinctLimits.check(feature.name(), counts.size(), DistinctLimits.of(feature));
    return ClassNames.sorted(counts.keySet());
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

  private Map<String, List<String>> classes(Part all) {
    Map<String, List<String>> classes = new HashMap<>();
    for (ColumnPlan.Target label : plan.labels()) {
      String name = label.name();
      if (label.kind() == LabelConfig.Kind.CLASS || label.kind() == LabelConfig.Kind.MULTI) {
        Set<String> found = all.texts.getOrDefault(name, new HashMap<>()).keySet();
        DistinctLimits.check(name, found.size(), DistinctLimits.MAXIMUM_CLASSES);
        classes.put(name, ClassNames.sorted(found));
      } else if (label.kind() == LabelConfig.Kind.MASK) {
        classes.put(name, ClassNames.upTo(all.highest.getOrDefault(name, 0) + 1));
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
